import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, requirePath } from './programs.js';
import { run } from './run.js';

interface Vectors {
  key: { d: string };
  kid: string;
  messages: { proof: string }[];
}

const VECTORS = new URL('../vectors/proof.json', import.meta.url);
let dir: string;
let guide: string;
let vectors: Vectors;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'signing-'));
  guide = await readFile(new URL('../../docs/bots.md', import.meta.url), 'utf8');
  vectors = JSON.parse(await readFile(VECTORS, 'utf8')) as Vectors;
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** The recipe of docs/bots.md in that language, which stands after the heading on signing. */
const recipe = (language: string): string => {
  const [, after = ''] = guide.split('## Signing an answer');
  return new RegExp('```' + language + '\\n(.*?)```', 's').exec(after)?.[1] ?? '';
};

/** What each language signs is the same to the last byte, since Ed25519 has no randomness. */
function expectProofs({ code, output }: { code: number | null; output: string }): void {
  expect(code, output).toBe(0);
  const proofs = output.trim().split('\n').slice(-vectors.messages.length);
  expect(proofs).toEqual(vectors.messages.map(({ proof }) => proof));
}

/** What RFC 8785 writes in another way than the libraries by themselves, and how it writes that. */
const HARD = '{"b":2.0,"\\ufb33":"<&>\\u2028\\u2029","\\ud83d\\ude00":[1.5,true,null],"a":"\\u0007\\\\u2028\\u007f"}';
const WRITTEN = '{"a":"\\u0007\\\\u2028\u007f","b":2,"\u{1f600}":[1.5,true,null],"\ufb33":"<&>\u2028\u2029"}';

const PYTHON = `
import sys
vectors = json.load(open(sys.argv[1]))
assert canonical(json.loads(sys.argv[2])) == sys.argv[3], canonical(json.loads(sys.argv[2]))
for one in vectors["messages"]:
    payload = one["payload"]
    print(with_proof(one["value"], jwk=vectors["key"], kid=vectors["kid"], workflow_id=payload["workflowId"], message=one["message"],
        sub=payload["sub"], via=payload["via"], iat=payload["iat"], jti=payload["jti"])["proof"])
`;

describeWith(['python3 with cryptography'], 'the recipe in Python', () => {
  it('signs as the vectors do', async () => {
    const file = join(dir, 'sign.py');
    await writeFile(file, recipe('py') + PYTHON);
    expectProofs(await run(requirePath('python3 with cryptography'), [file, VECTORS.pathname, HARD, WRITTEN]));
  });
});

const GO = `
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	var vectors struct {
		Key      struct{ D string }
		Kid      string
		Messages []struct {
			Value   map[string]any
			Payload Proof
		}
	}
	text, _ := os.ReadFile(os.Args[1])
	if err := json.Unmarshal(text, &vectors); err != nil {
		panic(err)
	}
	var hard any
	if err := json.Unmarshal([]byte(os.Args[2]), &hard); err != nil {
		panic(err)
	}
	if canonical(hard) != os.Args[3] {
		panic(canonical(hard))
	}
	seed, _ := base64.RawURLEncoding.DecodeString(vectors.Key.D)
	for _, one := range vectors.Messages {
		WithProof(one.Value, seed, vectors.Kid, one.Payload)
		fmt.Println(one.Value["proof"])
	}
}
`;

describeWith(['go'], 'the recipe in Go', () => {
  it('signs as the vectors do', async () => {
    await writeFile(join(dir, 'go.mod'), 'module bot\n\ngo 1.21\n');
    await writeFile(join(dir, 'sign.go'), recipe('golang'));
    await writeFile(join(dir, 'main.go'), GO);
    expectProofs(await run('go', ['run', '-C', dir, '.', VECTORS.pathname, HARD, WRITTEN]));
  });
});
