// Where libgit2 calls back while a connection lasts. Invariant: the attendant outlives the connection that owns it, so
// its address is good for as long as it can be called.
import Clibgit2

/// Carries what libgit2 asks to a guide, and keeps the limits.
final class Attendant {
  private let guide: any ConnectionGuide
  private let limits: HistoryLimits
  private let watch: SilenceWatch
  /// How often the other side asked who we are.
  private(set) var attempts = 0
  /// What was refused here, if something was.
  private var failure: GitError?
  /// The other side's reasons for references that it did not move, by name.
  var refused: [String: String] = [:]

  init(_ guide: any ConnectionGuide, limits: HistoryLimits) {
    self.guide = guide
    self.limits = limits
    watch = SilenceWatch(limit: limits.silence)
    watch.begin()
  }

  /// What this side gave up for, if it did.
  var reason: GitError? {
    let seconds = limits.silence
    return failure ?? (watch.hasEnded ? GitError(.silent, "wait", "\(seconds) seconds without a byte") : nil)
  }

  /// The functions that libgit2 calls, with this attendant as what they are about.
  var callbacks: git_remote_callbacks {
    var callbacks = unsafe git_remote_callbacks()
    _ = unsafe git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
    unsafe callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
    unsafe callbacks.credentials = { made, _, user, allowed, payload in
      guard let attendant = unsafe Attendant.of(payload), let made = unsafe made else { return GIT_EAUTH.rawValue }
      return unsafe attendant.credential(made, user.map { unsafe String(cString: $0) }, UInt32(allowed))
    }
    unsafe callbacks.certificate_check = { certificate, isValid, _, payload in
      guard let attendant = unsafe Attendant.of(payload), let certificate = unsafe certificate else {
        return GIT_ECERTIFICATE.rawValue
      }
      return unsafe attendant.check(certificate, isValid: isValid == 1)
    }
    unsafe callbacks.transfer_progress = { progress, payload in
      guard let attendant = unsafe Attendant.of(payload), let progress = unsafe progress?.pointee else { return 0 }
      return attendant.receives(
        objects: Int(progress.received_objects), of: Int(progress.total_objects), bytes: progress.received_bytes)
    }
    unsafe callbacks.push_transfer_progress = { current, total, bytes, payload in
      guard let attendant = unsafe Attendant.of(payload) else { return 0 }
      return attendant.tells(TransferProgress(objects: Int(current), total: Int(total), bytes: bytes))
    }
    unsafe callbacks.pack_progress = { _, _, _, payload in
      unsafe Attendant.of(payload)?.watch.hears()
      return 0
    }
    unsafe callbacks.push_update_reference = { name, reason, payload in
      guard let attendant = unsafe Attendant.of(payload), let name = unsafe name, let reason = unsafe reason else {
        return 0
      }
      unsafe attendant.refused[String(cString: name)] = unsafe String(cString: reason)
      return 0
    }
    return unsafe callbacks
  }

  private static func of(_ payload: UnsafeMutableRawPointer?) -> Attendant? {
    unsafe payload.map { unsafe Unmanaged<Attendant>.fromOpaque($0).takeUnretainedValue() }
  }

  private func stop(_ code: GitError.Code, _ doing: String, _ message: String) -> Int32 {
    failure = failure ?? GitError(code, doing, message)
    return GIT_EUSER.rawValue
  }

  // MARK: who we are

  private func credential(
    _ made: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>, _ user: String?, _ allowed: UInt32
  ) -> Int32 {
    attempts += 1
    let request = CredentialRequest(
      user: user, wantsName: allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0,
      takesKey: allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0,
      takesPassword: allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0, attempt: attempts)
    guard let credential = watch.paused({ guide.credential(for: request) }) else {
      return stop(.authentication, "sign in", "the other side accepts none of the keys and passwords at hand")
    }
    switch credential {
    case .name(let user): return unsafe git_credential_username_new(made, user)
    case .agent(let user): return unsafe git_credential_ssh_key_from_agent(made, user)
    case .keyFile(let user, let path, let passphrase):
      return unsafe git_credential_ssh_key_new(made, user, nil, path, passphrase)
    case .password(let user, let secret): return unsafe git_credential_userpass_plaintext_new(made, user, secret)
    }
  }

  // MARK: who they are

  private func check(_ certificate: UnsafeMutablePointer<git_cert>, isValid: Bool) -> Int32 {
    switch unsafe certificate.pointee.cert_type {
    case GIT_CERT_X509:
      guard !isValid else { return 0 }
      return stop(.certificate, "connect", "no authority that is trusted here vouches for the certificate")
    case GIT_CERT_HOSTKEY_LIBSSH2:
      let key = unsafe UnsafeRawPointer(certificate).assumingMemoryBound(to: git_cert_hostkey.self).pointee
      guard let known = unsafe Self.hostKey(key), guide.accepts(known) else {
        return stop(.certificate, "connect", "the host key is not accepted")
      }
      return 0
    default: return stop(.certificate, "connect", "the other side does not say who it is")
    }
  }

  private static func hostKey(_ key: git_cert_hostkey) -> HostKey? {
    let type = unsafe key.type.rawValue
    guard type & GIT_CERT_SSH_RAW.rawValue != 0, type & GIT_CERT_SSH_SHA256.rawValue != 0,
      let start = unsafe key.hostkey
    else { return nil }
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: key.hostkey_len)
    let digest = unsafe withUnsafeBytes(of: key.hash_sha256) { unsafe Array($0) }
    return unsafe HostKey(bytes: Array(bytes), digest: digest)
  }

  // MARK: how far it is

  private func receives(objects: Int, of total: Int, bytes: Int) -> Int32 {
    guard bytes <= limits.received else {
      return stop(.tooLarge, "receive objects", "more than \(limits.received) bytes")
    }
    guard total <= limits.objects else {
      return stop(.tooLarge, "receive objects", "more than \(limits.objects) objects")
    }
    return tells(TransferProgress(objects: objects, total: total, bytes: bytes))
  }

  private func tells(_ progress: TransferProgress) -> Int32 {
    watch.hears()
    return guide.continues(progress) ? 0 : stop(.system, "transfer objects", "it was broken off")
  }
}
