import type { html } from 'hono/html';
import type { Json } from '../kit/json-values.js';
import type { Said } from './said-once.js';

/** A piece of a page, with everything in it escaped. */
export type Html = ReturnType<typeof html>;

/** What a call of the console's JSON answered; `said` is its sentence where it refused, else empty. */
export interface Answered {
  ok: boolean;
  status: number;
  body: Json;
  said: string;
}

/** A form that was refused, or only tried: shown again with what was typed, and the sentence at its field. */
export interface Refusal {
  action: string;
  values: URLSearchParams;
  /** It was only tried, and went well. */
  isGood: boolean;
  /** Name of the field; absent where it is about the whole form. */
  field?: string;
  text: string;
}

/** One request of a browser, as a page sees it. */
export interface Visit {
  /** Path of the page. */
  path: string;
  /** The address of the console, as the browser wrote it. */
  origin: string;
  /** The named part of the page's path, decoded; empty where there is none. */
  part: (name: string) => string;
  query: (name: string) => string;
  /** A call of the same console, as a program would make it: the page can do nothing else. */
  call: (method: string, path: string, body?: unknown) => Promise<Answered>;
  said: Said | null;
  refusal: Refusal | null;
}

/** Where the browser goes after a form was taken, and the notice that it shows there. */
export interface Done extends Said {
  /** Path, and a fragment where the page is long; default: the page of the form. */
  to?: string;
}

/** What a form leads to. */
export type Outcome = Done | { refused: string; field?: string } | { tried: string };

/** Does what a form asks for. */
export type Action = (form: URLSearchParams, visit: Visit) => Promise<Outcome>;

export interface ConsolePage {
  /** Below `/console`; parts in the form `:name`. */
  path: string;
  title: string | ((visit: Visit) => string);
  /** The section of the navigation that it belongs to; absent: its own path. */
  section?: string;
  /** Seconds after which it looks again, while something is under way. */
  refresh?: (visit: Visit) => number | null;
  body: (visit: Visit) => Html | Promise<Html>;
  /** By the name that a form sends as `do`. */
  actions?: Record<string, Action>;
}

/** What every field has. */
export interface FieldBase {
  name: string;
  label: string;
  /** Below the label. */
  hint?: string;
}

export interface TextField extends FieldBase {
  /** What stands in it at first. */
  value?: string;
  kind?: 'text' | 'password' | 'lines';
  /** Values that are offered while typing. */
  offers?: readonly string[];
  isOptional?: boolean;
}

export interface ChoiceField extends FieldBase {
  choices: readonly { value: string; label: string }[];
  value?: string;
}

/** A form of a page: its fields know what was refused. */
export interface FormParts {
  text: (field: TextField) => Html;
  select: (field: ChoiceField) => Html;
  /** Boxes of one name, each with a value. */
  boxes: (
    legend: string,
    name: string,
    boxes: { value: string; label: string; isOn?: boolean; hint?: string }[],
  ) => Html;
}
