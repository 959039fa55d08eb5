// From a reference to the place it names.

extension SchemaRegistry {
  /// The place and value a reference names, seen from a resource; nil where there is nothing.
  mutating func resolve(_ reference: String, from resource: Int) throws(SchemaError) -> (SchemaPlace, JSON)? {
    var target = URIReference(reference).resolved(against: resources[resource].base)
    let fragment = target.fragment ?? ""
    target.fragment = nil
    guard let found = try self.resource(at: target.text) else { return nil }
    guard let fragment = URIReference.percentDecoded(fragment) else { return nil }
    if fragment.isEmpty { return (SchemaPlace(resource: found, pointer: .root), resources[found].root) }
    if fragment.hasPrefix("/") {
      guard let pointer = try? JSONPointer(parsing: fragment) else { return nil }
      return follow(pointer, in: found)
    }
    guard let pointer = resources[found].anchors[CodePoints(fragment)] else { return nil }
    return follow(pointer, in: found)
  }

  /// Walks a pointer, changing over to each embedded resource on the way.
  private func follow(_ pointer: JSONPointer, in resource: Int) -> (SchemaPlace, JSON)? {
    var place = SchemaPlace(resource: resource, pointer: .root)
    var value = resources[resource].root
    for token in pointer.tokens {
      guard let next = value.child(token) else { return nil }
      value = next
      place = child(of: place, token)
    }
    return (place, value)
  }

  /// The place one step further, which may be the root of an embedded resource.
  func child(of place: SchemaPlace, _ tokens: String...) -> SchemaPlace {
    let pointer = JSONPointer(place.pointer.tokens + tokens)
    if let embedded = resources[place.resource].embedded[pointer] {
      return SchemaPlace(resource: embedded, pointer: .root)
    }
    return SchemaPlace(resource: place.resource, pointer: pointer)
  }
}
