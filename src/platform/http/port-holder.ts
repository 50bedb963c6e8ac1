import { readdir, readFile, readlink } from 'node:fs/promises';

/**
 * Who listens on a TCP port of this machine, in words for an error message ("node (pid 4711)"), or null when it cannot be told:
 * other systems than Linux, and processes of other users. Best effort, bounded.
 */
export async function portHolder(port: number): Promise<string | null> {
  try {
    const inodes = await listeningInodes(port);
    if (inodes.size === 0) return null;
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).slice(0, 5000);
    for (const pid of pids) {
      if (await holdsOne(pid, inodes)) {
        const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
        return `${name.replace(/[^\x20-\x7e]/g, '?')} (pid ${pid})`;
      }
    }
    return null;
  } catch {
    // No /proc, or the process has gone meanwhile: the message does without.
    return null;
  }
}

async function listeningInodes(port: number): Promise<Set<string>> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      // local address, state (0A: listening) and inode, as in proc_pid_net(5)
      if (fields[1]?.endsWith(`:${hex}`) && fields[3] === '0A' && fields[9]) inodes.add(`socket:[${fields[9]}]`);
    }
  }
  return inodes;
}

async function holdsOne(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const handles = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const handle of handles) {
    const target = await readlink(`/proc/${pid}/fd/${handle}`).catch(() => '');
    if (inodes.has(target)) return true;
  }
  return false;
}
