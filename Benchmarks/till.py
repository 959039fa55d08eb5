"""The till's screen on a terminal of its own: how long it takes to be ready, to answer a key, to sell."""
import fcntl, os, pty, select, struct, sys, termios, time

ENTER, F2 = "\r", "\x1bOQ"
DRAWN = b"\x1b[?25h"


class Till:
    """hfile till, as a cashier sees it. Every key is answered by a screen that is drawn to its end."""

    def __init__(self, hfile, store, environment, rows=24, columns=80):
        start = time.perf_counter()
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.chdir(store)
            os.execve(hfile, [hfile, "till"], dict(environment, TERM="xterm", HFILE_LANG="en"))
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen = b""
        self.wait()
        self.ready = time.perf_counter() - start

    def wait(self, drawn=1, seconds=20):
        """Reads until the screen was drawn so many times."""
        self.screen = b""
        end = time.perf_counter() + seconds
        while self.screen.count(DRAWN) < drawn:
            if not select.select([self.terminal], [], [], max(0, end - time.perf_counter()))[0]:
                sys.exit(f"bench: the till does not answer: {self.screen.decode(errors='replace')[-2000:]}")
            try:
                self.screen += os.read(self.terminal, 1 << 16)
            except OSError:
                sys.exit(f"bench: the till ended: {self.screen.decode(errors='replace')[-2000:]}")

    def press(self, key):
        """Seconds from a key to the screen that answers it."""
        start = time.perf_counter()
        os.write(self.terminal, key.encode())
        self.wait()
        return time.perf_counter() - start

    def says(self, text):
        if text not in self.screen.decode():
            sys.exit(f"bench: the till does not say {text}: {self.screen.decode()}")

    def rest(self):
        """Waits until what can wait is done: the screen is drawn once more."""
        self.wait()

    def leave(self):
        os.write(self.terminal, b"\x03")
        _, status = os.waitpid(self.child, 0)
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(status)
