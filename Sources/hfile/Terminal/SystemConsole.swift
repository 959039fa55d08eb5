import Glibc
import HealthFiles

extension Console {
  /// The real world.
  package static func system() -> Console {
    var size = winsize()
    let hasSize = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let variables = systemVariables()
    let console = Console(
      arguments: Array(CommandLine.arguments.dropFirst()), variables: variables, folder: currentFolder(),
      isTerminal: isatty(STDOUT_FILENO) == 1, width: hasSize ? Int(size.ws_col) : 100,
      environment: .system(variables: variables), writeOutput: { writeAll($0, to: STDOUT_FILENO) },
      writeError: { writeAll($0, to: STDERR_FILENO) }, readInputLine: { readLine() },
      readSecretLine: readSecretLine, readInput: readToEnd,
      exchange: LocalSocket.exchange, serve: LocalSocket.serve,
      runEditor: runEditor, waitForKey: waitForKey, pause: { sleep(UInt32($0)) == 0 }, onFullScreen: FullScreen.lend)
    console.teller = { writeAll(Array(($0 + "\n").utf8), to: STDOUT_FILENO) }
    return console
  }

  private static func systemVariables() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let pair = String(cString: text)
      if let equals = pair.firstIndex(of: "=") {
        variables[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
      }
      entry += 1
    }
    return variables
  }

  private static func currentFolder() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// A reader that went away (`hfile list | head`) ends the program quietly.
  fileprivate static func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var position = 0
    while position < bytes.count {
      let count = bytes[position...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        exit(errno == EPIPE ? 0 : ExitCode.diskRefused.rawValue)
      }
      position += count
    }
  }

  /// Reads a line; a terminal does not show what is typed.
  ///
  /// The keys that end a program come as bytes, so that the terminal is never left silent.
  private static func readSecretLine() -> String? {
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else { return readLine() }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
      writeAll([0x0A], to: STDERR_FILENO)
    }
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(STDIN_FILENO, &byte, 1) == 1 {
      switch byte {
      case 0x0A, 0x0D: return String(decoding: line, as: UTF8.self)
      case 0x03, 0x04: return nil
      case 0x08, 0x7F: line = Array(String(String(decoding: line, as: UTF8.self).dropLast()).utf8)
      case 0x15: line = []
      default: line.append(byte)
      }
    }
    return nil
  }

  private static func readToEnd() -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes }
      bytes += chunk[0..<count]
    }
  }

  /// Waits for a key without the line end that a terminal asks for; the end of the input counts as `q`.
  private static func waitForKey(_ seconds: Int) -> Character? {
    var before = termios()
    let isTerminal = tcgetattr(STDIN_FILENO, &before) == 0
    if isTerminal {
      var raw = before
      raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
      tcsetattr(STDIN_FILENO, TCSANOW, &raw)
    }
    defer { if isTerminal { tcsetattr(STDIN_FILENO, TCSANOW, &before) } }
    var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, Int32(seconds * 1000)) > 0 else { return nil }
    var byte: UInt8 = 0
    guard read(STDIN_FILENO, &byte, 1) == 1 else { return "q" }
    return Character(UnicodeScalar(byte))
  }

  /// Runs the editor through the shell, as git does, so that `EDITOR="code --wait"` works.
  private static func runEditor(_ command: String, _ path: String) -> Int32 {
    let script = "\(command) \"$@\""
    let words = ["sh", "-c", script, command, path]
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    var process: pid_t = 0
    guard posix_spawnp(&process, "sh", nil, nil, &pointers, environ) == 0 else { return -1 }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
  }
}

extension Environment {
  /// The system's clock, random source and time zones.
  ///
  /// `HFILE_CLOCK` (RFC 3339) and `HFILE_SEED` hold clock and random bits still, for transcripts and demonstrations.
  /// Nothing holds the random bytes of keys still.
  static func system(variables: [String: String]) -> Environment {
    let fixed = variables["HFILE_CLOCK"].flatMap { Instant($0) }
    let seeded = variables["HFILE_SEED"].flatMap { UInt64($0) }.map(SeededBits.init)
    let language = Console.language(variables)
    let isWatched = isatty(STDERR_FILENO) == 1
    let progress: @Sendable (String) -> Void = { Console.writeAll(Array($0.utf8), to: STDERR_FILENO) }
    return Environment(
      now: {
        if let fixed { return (fixed.seconds, fixed.nanoseconds) }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return (Int64(time.tv_sec), Int32(time.tv_nsec))
      },
      randomBits: {
        if let seeded { return seeded.next() }
        var generator = SystemRandomNumberGenerator()
        return generator.next()
      },
      randomBytes: { count in
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        while bytes.count < count { withUnsafeBytes(of: generator.next() as UInt64) { bytes += $0 } }
        return Array(bytes.prefix(count))
      },
      timeZone: { name in zoneBytes(name).flatMap { TimeZoneRules(tzif: $0) } },
      waiting: {
        let text = language.pick("waiting for another hfile", "正在等待另一个 hfile", "正在等待另一個 hfile")
        let line = Array("hfile: \(text)\n".utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      },
      progress: isWatched ? progress : nil)
  }

  private static func zoneBytes(_ name: String) -> [UInt8]? {
    guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else { return nil }
    let descriptor = open("/usr/share/zoneinfo/" + name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? Array(bytes[0..<count]) : nil
  }
}
