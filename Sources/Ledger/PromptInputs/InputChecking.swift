public import CanonicalJSON

extension DeclaredInputs {
  /// What is wrong with the values of inputs, all at once, in the order of the values.
  ///
  /// Members of objects and elements of arrays are checked one by one. An input that is missing is no
  /// fault here (see ``missing(in:)``), nor one that is not declared; further inside both are.
  public func check(_ values: JSONObject) -> [InputFault] {
    var checking = InputChecking()
    for member in values {
      guard let shape = shape.shape(of: UTF8Key(member.key)) else { continue }
      checking.check(member.value, shape, at: InputPath().member(member.key))
    }
    return checking.faults
  }
}

/// What is wrong with a value that was given for an input or for a part of one.
public struct InputFault: Hashable, Sendable {
  /// What can be wrong.
  public enum Kind: String, Sendable {
    /// The value has another type.
    case type
    /// The value is none of those that are counted.
    case value
    /// A member is missing.
    case missing
    /// A member is not declared.
    case undeclared
  }

  /// What is wrong.
  public let kind: Kind

  /// The place: `customer.tags[2]`.
  public let path: InputPath

  /// What is wrong, and what to do, in words.
  public let message: String
}

extension InputFault: CustomStringConvertible {
  /// The message: `ticket is an integer, '7a' is none`.
  public var description: String { message }

  static func type(_ types: InputTypes, isNot value: JSONValue, at path: InputPath) -> InputFault {
    let shown = Excerpt.value(value)
    let message =
      types.isEmpty
      ? "\(path) takes no value: leave it out"
      : "\(path) is \(types.phrase), \(shown) is none"
    return InputFault(kind: .type, path: path, message: message)
  }

  static func values(
    _ values: InputValues, lack value: JSONValue, at path: InputPath
  ) -> InputFault {
    InputFault(
      kind: .value, path: path,
      message: "\(path) \(values.phrase(lacking: Excerpt.value(value)))")
  }

  static func missing(at path: InputPath) -> InputFault {
    InputFault(kind: .missing, path: path, message: "\(path) is missing: give it a value")
  }

  static func undeclared(at path: InputPath) -> InputFault {
    InputFault(
      kind: .undeclared, path: path,
      message: "\(path) is not declared: leave it out, or declare it in input.schema")
  }
}

/// Collects the faults of values; no deeper than their shapes.
private struct InputChecking {
  private(set) var faults: [InputFault] = []

  mutating func check(_ value: JSONValue, _ shape: InputShape, at path: InputPath) {
    guard shape.types.contains(value) else {
      return faults.append(.type(shape.types, isNot: value, at: path))
    }
    if let values = shape.values, !values.contains(value) {
      return faults.append(.values(values, lack: value, at: path))
    }
    switch value {
    case .null, .bool, .number, .string: break
    case .object(let object): checkMembers(of: object, shape, at: path)
    case .array(let elements): check(elements, shape, at: path)
    }
  }

  private mutating func checkMembers(
    of object: JSONObject, _ shape: InputShape, at path: InputPath
  ) {
    for member in object {
      let name = UTF8Key(member.key)
      let path = path.appending(.member(name))
      if let inner = shape.shape(of: name) {
        check(member.value, inner, at: path)
      } else {
        faults.append(.undeclared(at: path))
      }
    }
    for name in shape.required where object[name.text] == nil {
      faults.append(.missing(at: path.appending(.member(name))))
    }
  }

  private mutating func check(_ elements: [JSONValue], _ shape: InputShape, at path: InputPath) {
    switch shape.elements {
    case .anything: break
    case .nothing:
      if !elements.isEmpty {
        faults.append(
          InputFault(kind: .value, path: path, message: "\(path) is an empty array: empty it"))
      }
    case .shape(let inner):
      for (place, element) in elements.enumerated() {
        check(element, inner, at: path.appending(.element(place)))
      }
    }
  }
}
