// A terminal that a program has to itself: the alternate screen, each key as it comes, the size as it changes. However
// the program ends, the terminal is given back as it was: at the end, on a signal, and where a fault ends it.

import Glibc

/// A terminal of which a program draws every line.
struct FullScreen {
  /// Columns and rows now.
  let size: () -> (columns: Int, rows: Int)
  /// Waits for keys, at most so many milliseconds if not for ever; empty when none came or the size changed, nil when
  /// the terminal is gone or the program is told to end.
  let read: (_ milliseconds: Int?) -> [UInt8]?
  /// Draws.
  let write: ([UInt8]) -> Void
}

/// What a signal brought; written by the handler alone, which may do nothing else.
// A handler of C can reach nothing but a global; one thread reads it, between two signals.
nonisolated(unsafe) private var caught: Int32 = 0

/// How the terminal was; a handler gives it back where a fault ends the program.
// As above: written before the handlers are there, read by them.
nonisolated(unsafe) private var before = termios()

extension FullScreen {
  /// Alternate screen; no bracketed paste, no line breaks by the terminal.
  private static let beginning = Array("\u{1B}[?1049h\u{1B}[?2004l\u{1B}[?7l\u{1B}[2J".utf8)
  private static let ending: StaticString = "\u{1B}[0m\u{1B}[?25h\u{1B}[?7h\u{1B}[?1049l"
  private static let ends = [SIGTERM, SIGHUP, SIGINT, SIGQUIT]
  private static let faults = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT]

  /// Lends the terminal to a body; false where standard input or output is none.
  static func lend(_ body: (FullScreen) -> Void) -> Bool {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, tcgetattr(STDIN_FILENO, &before) == 0 else {
      return false
    }
    caught = 0
    var (blocked, open) = (sigset_t(), sigset_t())
    sigemptyset(&blocked)
    for number in ends + [SIGWINCH] {
      sigaddset(&blocked, number)
      signal(number) { caught = $0 }
    }
    for number in faults {
      signal(number) { number in
        FullScreen.giveBack()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
    // They come while keys are waited for, and at no other time.
    sigprocmask(SIG_BLOCK, &blocked, &open)
    var raw = before
    cfmakeraw(&raw)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
    put(beginning)
    defer {
      giveBack()
      sigprocmask(SIG_SETMASK, &open, nil)
      for number in ends + faults + [SIGWINCH] { signal(number, SIG_DFL) }
    }
    body(FullScreen(size: size, read: { read($0, open) }, write: put))
    return true
  }

  private static func giveBack() {
    _ = Glibc.write(STDOUT_FILENO, ending.utf8Start, ending.utf8CodeUnitCount)
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before)
  }

  private static func size() -> (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  private static func read(_ milliseconds: Int?, _ open: sigset_t) -> [UInt8]? {
    var (mask, wanted) = (open, fd_set())
    wanted.__fds_bits.0 = 1 << STDIN_FILENO
    var time = timespec()
    if let milliseconds { time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000) }
    let count =
      milliseconds == nil
      ? pselect(STDIN_FILENO + 1, &wanted, nil, nil, nil, &mask)
      : pselect(STDIN_FILENO + 1, &wanted, nil, nil, &time, &mask)
    if count < 0 { return errno == EINTR && caught == SIGWINCH ? [] : nil }
    guard count > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let length = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
    return length > 0 ? Array(bytes[..<length]) : nil
  }

  /// What a terminal that is gone does not take is not missed: reading ends the program.
  private static func put(_ bytes: [UInt8]) {
    var place = 0
    while place < bytes.count {
      let count = bytes[place...].withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      place += count
    }
  }
}
