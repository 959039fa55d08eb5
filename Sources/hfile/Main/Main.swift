import Glibc
import hfile

/// Starts hfile in the real world.
@main
enum Main {
  static func main() {
    signal(SIGPIPE, SIG_IGN)
    let code = HFile.run(.system()).rawValue
    // Everything is written by now; what twenty libraries would tidy up at the end, the system does at once.
    _exit(code)
  }
}
