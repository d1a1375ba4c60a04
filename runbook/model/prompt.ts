import type { MessageName } from '../messages/schemas.js';

/** What a person is asked, in words: written for an admin who has never seen Kiro. */
export interface Prompt {
  title: string;
  why: string;
  /** The place to begin at; the address is null where nobody but the reader knows it. */
  where: { place: string; url: string | null };
  /** Numbered when shown: where to click, in order. */
  instructions: string[];
  /** Values to paste into a console, exactly. */
  copy: { label: string; value: string }[];
  /** How the runbook finds out whether it is right. */
  verified: string;
  /** What happens when it is. */
  next: string;
  /** Other messages that answer it as well, with the label of their button; absent where there are none. */
  also?: { message: MessageName; label: string }[];
}
