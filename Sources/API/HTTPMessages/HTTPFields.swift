/// Header fields in their order.
public struct HTTPFields: Sendable, Hashable {
  private var fields: [Field] = []

  private struct Field: Sendable, Hashable {
    let name: HTTPFieldName
    var value: String
  }

  /// No fields.
  public init() {}

  /// The first value of a field; setting one replaces all, `nil` removes them.
  public subscript(name: HTTPFieldName) -> String? {
    get { fields.first { $0.name == name }?.value }
    set {
      fields.removeAll { $0.name == name }
      if let newValue { fields.append(Field(name: name, value: newValue)) }
    }
  }

  /// Adds a field beside those of the same name.
  public mutating func append(_ name: HTTPFieldName, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// All values of a field.
  public func values(_ name: HTTPFieldName) -> [String] {
    fields.filter { $0.name == name }.map(\.value)
  }

  /// Calls a function with each field.
  public func forEach(_ body: (HTTPFieldName, String) throws -> Void) rethrows {
    for field in fields { try body(field.name, field.value) }
  }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
  /// Fields in this order.
  public init(dictionaryLiteral fields: (HTTPFieldName, String)...) {
    self.fields = fields.map { Field(name: $0, value: $1) }
  }
}
