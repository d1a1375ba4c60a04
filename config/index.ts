export { loadConfig } from './load.js';
export { describeProblems, type Problem } from './problem.js';
