import { execFile } from 'node:child_process';

/** How a program ended. */
export interface Ended {
  code: number;
  output: string;
  errors: string;
}

/** Runs a program to its end. */
export function run(
  program: string,
  words: string[],
  environment: Record<string, string>,
  directory?: string,
): Promise<Ended> {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment };
  return new Promise((resolve, reject) => {
    const options = { env, cwd: directory, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, words, options, (error, output, errors) => {
      if (error && typeof error.code !== 'number') return reject(error);
      resolve({ code: error ? Number(error.code) : 0, output, errors });
    });
  });
}
