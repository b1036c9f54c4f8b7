internal import CanonicalJSON

extension Members {
  /// The members of an object that must be there, named in errors by their place.
  func members(_ name: String) throws(FormatError) -> Members {
    Members(try object(name), of: "\(path)\(name)")
  }

  /// The members of an object that may be absent or `null`, named in errors by their place.
  func optionalMembers(_ name: String) throws(FormatError) -> Members? {
    try optionalObject(name).map { Members($0, of: "\(path)\(name)") }
  }

  /// A version number that may be absent or `null`.
  func optionalVersion(_ name: String) throws(FormatError) -> Int? {
    present(name) == nil ? nil : try version(name)
  }

  /// A truth value that is false when it is absent or `null`.
  func flag(_ name: String) throws(FormatError) -> Bool {
    present(name) == nil ? false : try bool(name)
  }

  /// A list of texts that is empty when it is absent or `null`.
  func texts(_ name: String) throws(FormatError) -> [String] {
    guard let value = present(name) else { return [] }
    guard let values = value.array else { throw wrong(name, "a list of strings", value) }
    var texts: [String] = []
    for (place, value) in values.enumerated() {
      guard let text = value.string else { throw wrong("\(name)[\(place)]", "a string", value) }
      texts.append(text)
    }
    return texts
  }
}
