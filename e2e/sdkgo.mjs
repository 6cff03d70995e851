// The official Go SDK: e2e/sdk-go, a program in a module of its own.
import { execFile } from 'node:child_process';
import { out } from './binary.mjs';

const program = `${out}sdk-go`;

const execute = (command, args, options) => new Promise((resolve, reject) => {
  execFile(command, args, { timeout: 120_000, ...options }, (error, stdout, stderr) => (error
    ? reject(new Error(`${command} ${args.join(' ')}: ${error.message}\n${stdout}${stderr}`))
    : resolve(stdout)));
});

export const buildGoSDK = () => execute('go', ['build', '-o', program, '.'], { cwd: new URL('./sdk-go/', import.meta.url).pathname });

/** Has the SDK do something with a key; returns what came of it. */
export async function goSDK(key, command, ...args) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DEEPGRAM_')));
  const stdout = await execute(program, [command, ...args], { env: { ...env, DEEPGRAM_API_KEY: key } });
  return JSON.parse(/^RESULT (.*)$/m.exec(stdout)[1]);
}
