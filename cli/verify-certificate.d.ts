/** The family and the claims of a certificate, where all of them hold; throws a sentence where not. */
export declare function verify(text: string): Readonly<Record<string, string | number>>
