internal import JSONSchema

/// The public keys somebody hands over in order to be enrolled: what `hfile identity export` writes.
public struct PublicKeys: Sendable, Hashable {
  /// Keys that sign.
  public let signing: [VerifyingKey]
  /// Keys that others seal for, newest first.
  public let unsealing: [SealingKey]

  /// Reads a set of keys as JSON (RFC 7517, section 5), or a line of OpenSSH; secret keys are refused.
  public init(parsing text: [UInt8]) throws(SealingError) {
    let line = String(decoding: text, as: UTF8.self).trimmingPrefix { $0.isWhitespace }.prefix { !$0.isNewline }
    guard line.hasPrefix("{") else {
      signing = [try VerifyingKey(openSSH: String(line))]
      unsealing = []
      return
    }
    guard let keys = (try? JSON(parsing: text))?["keys"]?.arrayValue else { throw .malformed(.webKey, .json) }
    var signing: [VerifyingKey] = []
    var unsealing: [SealingKey] = []
    for key in keys {
      switch try JSONWebKey(key) {
      case .verifying(let key): signing.append(key)
      case .sealing(let key): unsealing.append(key)
      case .secret, .signing, .unsealing: throw .member(.webKey, "d", .unknown)
      }
    }
    guard !signing.isEmpty else { throw .member(.webKey, "keys", .missing) }
    (self.signing, self.unsealing) = (signing, unsealing)
  }
}
