import Glibc
import HealthFiles

/// A socket on this computer that one program listens at and others ask.
enum LocalSocket {
  /// Sends a framed message to the socket and reads the framed answer; nil when nobody answers.
  static func exchange(_ path: String, _ message: [UInt8]) -> [UInt8]? {
    let descriptor = open()
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard withAddress(path, { connect(descriptor, $0, $1) }) == 0, send(message, to: descriptor) else { return nil }
    return receive(from: descriptor)
  }

  /// Listens at the socket in the background and answers the same user, until nobody asked for so many seconds.
  ///
  /// - Returns: Whether it listened.
  static func serve(_ path: String, idle seconds: Int, answer: Console.Service) -> Bool {
    let descriptor = open()
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    unlink(path)
    let before = umask(0o177)
    let bound = withAddress(path, { bind(descriptor, $0, $1) })
    umask(before)
    // No core file may ever hold the keys.
    var none = rlimit()
    guard bound == 0, listen(descriptor, 16) == 0, setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0,
      daemon(0, 0) == 0
    else { return false }
    defer { unlink(path) }
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, Int32(clamping: seconds * 1000)) > 0 {
      let client = accept(descriptor, nil, nil)
      guard client >= 0 else { continue }
      defer { close(client) }
      guard isOwn(client), let request = receive(from: client) else { continue }
      guard let reply = answer(request) else { break }
      _ = send(reply, to: client)
    }
    return true
  }

  private static func open() -> Int32 { socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0) }

  private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { place in
      guard path.utf8.count < place.count else { return false }
      place.copyBytes(from: path.utf8)
      return true
    }
    guard fits else { return -1 }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  /// Whether the other side belongs to the same user; a slow one may not keep the rest waiting.
  private static func isOwn(_ client: Int32) -> Bool {
    var patience = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    // struct ucred: process, user, group.
    var peer: (pid_t, uid_t, gid_t) = (0, 0, 0)
    var size = socklen_t(MemoryLayout<(pid_t, uid_t, gid_t)>.size)
    return getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.1 == getuid()
  }

  private static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var position = 0
    while position < bytes.count {
      let count = bytes[position...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      position += count
    }
    return true
  }

  private static func receive(from descriptor: Int32) -> [UInt8]? {
    guard let beginning = receive(4, from: descriptor), let count = SSHAgentMessage.length(beginning),
      let rest = receive(count, from: descriptor)
    else { return nil }
    return beginning + rest
  }

  private static func receive(_ count: Int, from descriptor: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return recv(descriptor, &bytes, count, Int32(MSG_WAITALL)) == count ? bytes : nil
  }
}
