import JSONSchema

/// The members of a strict object with keys, and which of them were read.
struct KeyMembers {
  private let object: JSONObject
  private let thing: SealingError.Thing
  private var known: Set<String> = []

  init(_ json: JSON, of thing: SealingError.Thing) throws(SealingError) {
    guard case .object(let object) = json else { throw .malformed(thing, .json) }
    self.object = object
    self.thing = thing
  }

  func has(_ name: String) -> Bool { object[name] != nil }

  mutating func value(_ name: String) throws(SealingError) -> JSON {
    known.insert(name)
    guard let value = object[name] else { throw .member(thing, name, .missing) }
    return value
  }

  mutating func text(_ name: String) throws(SealingError) -> String {
    guard let text = try value(name).stringValue else { throw .member(thing, name, .wrong) }
    return text
  }

  mutating func array(_ name: String) throws(SealingError) -> [JSON] {
    guard let values = try value(name).arrayValue, !values.isEmpty else { throw .member(thing, name, .wrong) }
    return values
  }

  mutating func integer(_ name: String) throws(SealingError) -> Int {
    guard let value = try value(name).integerValue else { throw .member(thing, name, .wrong) }
    return Int(value)
  }

  /// Bytes in Base64; nearly all that belongs to a key has 32.
  mutating func bytes(_ name: String, count: Int? = 32) throws(SealingError) -> [UInt8] {
    guard let bytes = try Base64.url.decode(text(name)), bytes.count == count ?? bytes.count else {
      throw .member(thing, name, .wrong)
    }
    return bytes
  }

  /// Members that may be absent, each followed by its only value.
  mutating func mayBe(_ pairs: String...) throws(SealingError) {
    for place in stride(from: 0, to: pairs.count, by: 2) where has(pairs[place]) {
      guard try text(pairs[place]) == pairs[place + 1] else { throw .member(thing, pairs[place], .wrong) }
    }
  }

  /// Refuses members that nobody read, but for those of `besides`.
  func end(_ besides: Set<String> = []) throws(SealingError) {
    for name in object.keys where !known.contains(name) && !besides.contains(name) {
      throw .member(thing, name, .unknown)
    }
  }
}
