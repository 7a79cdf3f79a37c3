/** What a user can mend: a wrong option, an unknown id, a game without the view. Its message is one sentence for them. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}
