import { InvalidArgumentError } from 'commander';

/** The argument of a flag that names a port. */
export function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  return number;
}
