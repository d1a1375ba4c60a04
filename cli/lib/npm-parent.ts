/** How often to look whether npm still runs; milliseconds. */
const LOOK_MS = 500;

/**
 * End this command when the `npm run` that started it ends. npm passes SIGTERM and SIGINT on (the scripts begin with
 * `exec`, because a shell in between would swallow them), but not SIGHUP, and SIGKILL leaves it no time to.
 */
export function endWithNpm(env: NodeJS.ProcessEnv, end: () => void): void {
  if (env['npm_lifecycle_script']?.startsWith('exec node ') !== true) return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    end();
  }, LOOK_MS);
  timer.unref();
}
