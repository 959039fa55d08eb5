import Glibc

/// Starts hfile in the real world.
@main
enum Main {
  static func main() {
    signal(SIGPIPE, SIG_IGN)
    exit(HFile.run(.system()).rawValue)
  }
}
