import { choicesOf, labelOf } from '../../runbook/words/slack-question.js';
import type { Field } from '../../runbook/messages/fields.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import { choiceWords, fieldsOnPage } from '../../runbook/words/page-words.js';

/** What was typed before, and what is wrong with it: for a form that comes back without a script. */
export interface Typed {
  values: Record<string, string>;
  field: string | null;
  problem: string;
}

interface FieldsProps {
  message: MessageName;
  /** The step that it is about. */
  step: string;
  /** Begins the ids of the form's elements: each is there once on a page. */
  prefix: string;
  typed: Typed | null;
}

/** The fields of a message, each with its rule and an example. */
export function Fields({ message, step, prefix, typed }: FieldsProps) {
  // A question that is asked has had its turn: there is nothing early about it.
  const fields = fieldsOnPage(message).filter(({ name }) => name !== 'early');
  return (
    <>
      {fields.map((field) => (
        <FieldRow message={message} step={step} field={field} prefix={prefix} typed={typed} />
      ))}
    </>
  );
}

const LISTS = ['groups', 'users', 'scp', 'aud'];

function FieldRow({ message, step, field, prefix, typed }: FieldsProps & { field: Field }) {
  const { name, rule, optional, example, sealed } = field;
  const id = `${prefix}-${name}`;
  const problem = typed?.field === name ? typed.problem : '';
  const choices = choicesOf(message, name);
  const value = typed?.values[name] ?? '';
  const described = `${id}-rule ${id}-problem`;
  const shared = {
    id,
    name,
    'aria-describedby': described,
    'aria-invalid': problem === '' ? undefined : ('true' as const),
  };
  const isRequired = !optional || name === 'csv';
  if (choices !== null) return <Choices {...{ id, name, step, choices, rule, value, problem }} />;
  if (sealed) return <SealedField id={id} name={name} rule={rule} />;
  return (
    <div class="field" data-field={name} data-message={message}>
      <label for={id}>
        {name === 'csv' ? 'The list' : labelOf(name)} {isRequired ? null : <span class="soft">(optional)</span>}
      </label>
      <p class="rule" id={`${id}-rule`}>
        {rule}{' '}
        {name === 'csv' ? null : (
          <>
            Example: <span class="example">{example.replaceAll('\n', ' / ')}</span>
          </>
        )}
      </p>
      {name === 'csv' ? (
        <ListInput id={id} described={described} value={value} />
      ) : LISTS.includes(name) || name === 'rows' ? (
        <textarea {...shared} rows={3} required={isRequired} spellcheck={false}>
          {value}
        </textarea>
      ) : (
        <input
          {...shared}
          type={name === 'hours' ? 'number' : 'text'}
          min={name === 'hours' ? '1' : undefined}
          value={value}
          required={isRequired}
          autocomplete="off"
          spellcheck={name === 'reason' || name === 'note'}
        />
      )}
      <p class="problem" id={`${id}-problem`} role="alert">
        {problem}
      </p>
    </div>
  );
}

interface ChoicesProps {
  id: string;
  name: string;
  step: string;
  choices: string[];
  rule: string;
  value: string;
  problem: string;
}

/** None is chosen beforehand: nobody attests or accepts by default. */
function Choices({ id, name, step, choices, rule, value, problem }: ChoicesProps) {
  return (
    <fieldset class="field" data-field={name}>
      <legend>{labelOf(name)}</legend>
      {name === 'decision' ? null : <p class="rule">{rule}</p>}
      {choices.map((choice) => (
        <label class="choice">
          <input type="radio" name={name} value={choice} required checked={value === choice} />{' '}
          {choiceWords(choice, step)}
        </label>
      ))}
      <p class="problem" id={`${id}-problem`} role="alert">
        {problem}
      </p>
    </fieldset>
  );
}

/** The script puts the input here, without a name: what is typed into it can be in no request. */
function SealedField({ id, name, rule }: { id: string; name: string; rule: string }) {
  return (
    <div class="field" data-field={name} data-sealed={id}>
      <noscript>
        <p class="rule">
          A token is sealed in your browser before it leaves it, and that needs JavaScript. Without it, leave the token
          out here, and hand it over in person to the one who runs this, who has a command that seals it. Never type it
          into another field.
        </p>
      </noscript>
      <p class="rule" id={`${id}-rule`}>
        {rule}
      </p>
      <p class="problem" id={`${id}-problem`} role="alert" />
    </div>
  );
}

function ListInput({ id, described, value }: { id: string; described: string; value: string }) {
  return (
    <div class="drop" data-list>
      <textarea id={id} name="csv" rows={5} required aria-describedby={described} spellcheck={false}>
        {value}
      </textarea>
      <div data-preview aria-live="polite" />
    </div>
  );
}
