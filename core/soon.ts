/** What is made at once, or by a solver that must be loaded first. */
export type Soon<T> = T | Promise<T>
