import Glibc
import hfile

/// Starts hfile-web in the real world.
@main
enum Main {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    raiseFileLimit()
    let code = await WebProgram.run(.system()).rawValue
    _exit(code)
  }

  /// A connection is a file: as many as the system allows.
  private static func raiseFileLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, 16_384)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
