/** A step that cannot be done because one that it needs was left out. */
export class LeftOut extends Error {
  override readonly name = 'LeftOut';
}
