public import CanonicalJSON

/// The inputs that a prompt's header declares: `input.schema`, in Picoschema or JSON Schema, and
/// `input.default`.
///
/// Every header can be read. What says something that is not understood is not checked, and
/// ``remarks`` says so.
public struct DeclaredInputs: Sendable {
  /// Every input and, behind it, its parts, in the order of the header.
  public let list: [DeclaredInput]

  /// The defaults by the names of their inputs.
  public let defaults: JSONObject

  /// What of the header is not checked, and why.
  public let remarks: [InputRemark]

  /// What the object of all inputs has to look like.
  let shape: InputShape

  /// Where each input is in ``list``.
  private let places: [UTF8Key: Int]

  /// The inputs of a header's configuration.
  ///
  /// - Parameters:
  ///   - configuration: the header, in the order of the file.
  ///   - named: JSON Schemas by the names that fields may give as their type.
  public init(configuration: JSONObject, named: JSONObject = JSONObject()) {
    var remarks: [InputRemark] = []
    func remark(_ key: String, _ reason: String) {
      remarks.append(InputRemark(place: key, reason: reason))
    }

    let input = configuration["input"]
    if let input, !input.isNull, input.object == nil {
      remark("input", "it is an object with 'schema' and 'default', not \(Excerpt.value(input))")
    }
    let defaults = input?.object?["default"]
    if let defaults, !defaults.isNull, defaults.object == nil {
      remark("input.default", "it is an object of values, not \(Excerpt.value(defaults))")
    }
    let shape = Self.shape(of: input?.object?["schema"] ?? .null, named: named, remark)

    self.defaults = defaults?.object ?? JSONObject()
    self.shape = shape
    var flattening = InputFlattening(defaults: self.defaults)
    flattening.addMembers(of: shape, at: InputPath())
    list = flattening.list
    places = flattening.places
    self.remarks =
      remarks
      + list.flatMap { input in
        input.remarks.map { InputRemark(place: "input.schema: \(input.path)", reason: $0) }
      }
  }

  /// The shape of the object of all inputs.
  private static func shape(
    of schema: JSONValue, named: JSONObject, _ remark: (String, String) -> Void
  ) -> InputShape {
    let place = "input.schema"
    var converter = PicoschemaConverter(named: named)
    let schema = converter.convert(schema)
    var known: [InputPath: [String]] = [:]
    for error in converter.errors { known[error.path, default: []].append(error.message) }
    guard let schema else { return InputShape() }
    let reader = JSONSchemaReader(known: known)
    var shape = reader.shape(of: schema, at: InputPath(), room: JSONValue.depthLimit)
    for reason in shape.remarks { remark(place, reason) }
    if shape.types.allows(.object) {
      if shape.values != nil { remark(place, "values of all inputs together are not checked") }
    } else {
      let types = shape.types.phrase
      remark(place, "inputs are an object, and this is \(types): name the inputs")
      shape = InputShape()
    }
    shape.values = nil
    return shape
  }
}

extension DeclaredInputs {
  /// The inputs without their parts.
  public var inputs: [DeclaredInput] { list.filter { $0.path.steps.count == 1 } }

  /// The input of this name, if it is declared.
  public subscript(name: String) -> DeclaredInput? {
    places[UTF8Key(name)].map { list[$0] }
  }

  /// The values with the defaults of what has none, as dotprompt fills them in: a value replaces the
  /// whole default of its name, also where both are objects and where it is null.
  public func filled(_ values: JSONObject) -> JSONObject {
    if defaults.isEmpty { return values }
    var filled = defaults
    for member in values { filled[member.key] = member.value }
    return filled
  }

  /// The required inputs without a value and without a default, in the order of the header.
  public func missing(in values: JSONObject) -> [String] {
    shape.required.map(\.text).filter { values[$0] == nil && defaults[$0] == nil }
  }
}

/// An input that a header declares, or a part of one.
public struct DeclaredInput: Hashable, Sendable {
  /// The place: `customer`, `customer.name`, `tags[]`.
  public let path: InputPath

  /// The types that a value may have; of number and integer only the wider. Every type where nothing
  /// is said.
  public let types: [InputType]

  /// The only possible values, if they are counted.
  public let values: [JSONValue]?

  /// Whether it need not be there: it is declared so, or lies in an array or among further members.
  public let isOptional: Bool

  /// The default of an input.
  public let defaultValue: JSONValue?

  /// What the header says of it.
  public let description: String?

  /// Why something that is declared of it is not checked.
  public let remarks: [String]

  /// The name of the type: `string`, `enum`, `any`, `integer|null`; of what is optional without the
  /// null that Picoschema allows there.
  public var typeName: String {
    if values != nil { return "enum" }
    if types.count == InputTypes.all.list.count { return "any" }
    let names = types.filter { !isOptional || $0 != .null || types.count == 1 }
    return names.isEmpty ? "nothing" : names.map(\.rawValue).joined(separator: "|")
  }
}

/// A part of a header that is not checked.
public struct InputRemark: Hashable, Sendable, CustomStringConvertible {
  /// The place in the header: `input.default`, `input.schema: customer.name`.
  public let place: String

  /// Why it is not checked.
  public let reason: String

  /// The place and the reason.
  public var description: String { "\(place): \(reason)" }
}

/// Lists the inputs and their parts.
private struct InputFlattening {
  let defaults: JSONObject
  private(set) var list: [DeclaredInput] = []
  private(set) var places: [UTF8Key: Int] = [:]

  init(defaults: JSONObject) {
    self.defaults = defaults
  }

  mutating func addMembers(of shape: InputShape, at path: InputPath) {
    let required = Set(shape.required)
    for member in shape.members {
      add(
        member.shape, at: path.appending(.member(member.name)),
        isOptional: !required.contains(member.name))
    }
    for name in shape.required where shape.places[name] == nil {
      add(
        shape.shape(of: name) ?? InputShape(), at: path.appending(.member(name)), isOptional: false)
    }
    if case .shape(let others) = shape.others {
      add(others, at: path.appending(.others), isOptional: true)
    }
    if case .shape(let elements) = shape.elements {
      add(elements, at: path.appending(.elements), isOptional: true)
    }
  }

  private mutating func add(_ shape: InputShape, at path: InputPath, isOptional: Bool) {
    var value: JSONValue?
    if path.steps.count == 1, case .member(let name) = path.steps[0] {
      value = defaults[name.text]
      places[name] = list.count
    }
    list.append(
      DeclaredInput(
        path: path, types: shape.types.list, values: shape.values?.list, isOptional: isOptional,
        defaultValue: value, description: shape.text, remarks: shape.remarks))
    addMembers(of: shape, at: path)
  }
}
