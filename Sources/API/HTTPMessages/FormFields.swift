/// The fields of a form as browsers send them: `application/x-www-form-urlencoded` in UTF-8.
///
/// Read strictly: what no browser sends is refused and not guessed at. A value has the line ends that
/// were sent, which browsers make CR LF of whatever was typed.
public struct FormFields: Sendable, Hashable {
  /// The fields in their order, decoded.
  public let fields: [QueryParameter]

  /// How many fields a form may have.
  public static let limit = 1_000

  /// The type of a body that is a form.
  public static let mediaType = "application/x-www-form-urlencoded"

  /// No fields.
  public init() {
    fields = []
  }

  /// Takes a body apart.
  ///
  /// - Throws: ``FormFieldsError``.
  public init(_ body: [UInt8]) throws(FormFieldsError) {
    let read = body.withUnsafeBufferPointer { bytes in
      Result { () throws(FormFieldsError) in
        try QueryParameter.list(bytes[...], atMost: FormFields.limit)
      }
    }
    fields = try read.get()
  }

  /// The value of a field, the first if it is there more than once; `nil` where there is none.
  public subscript(name: String) -> String? {
    fields.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  /// All values of a field, in their order.
  public func values(_ name: String) -> [String] {
    fields.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value)
  }
}

/// Why a body cannot be read as a form.
public enum FormFieldsError: Error, Hashable, Sendable {
  /// A name or a value is not well encoded, no UTF-8, or holds NUL.
  case encoding
  /// It has more than ``FormFields/limit`` fields.
  case tooMany
}

extension QueryParameter {
  /// Takes names and values apart, of a query or of a form; what is empty between two `&` is passed
  /// over.
  ///
  /// - Parameter limit: How many there may be.
  static func list(
    _ text: Slice<UnsafeBufferPointer<UInt8>>, atMost limit: Int = .max
  ) throws(FormFieldsError) -> [QueryParameter] {
    var parameters: [QueryParameter] = []
    var rest: Slice<UnsafeBufferPointer<UInt8>>? = text
    while let next = rest {
      let (part, others) = RequestTarget.split(next, at: UInt8(ascii: "&"))
      rest = others
      guard !part.isEmpty else { continue }
      guard parameters.count < limit else { throw .tooMany }
      let (name, value) = RequestTarget.split(part, at: UInt8(ascii: "="))
      guard let name = RequestTarget.decode(name, plusIsSpace: true),
        let value = value.map({ RequestTarget.decode($0, plusIsSpace: true) }) ?? ""
      else { throw .encoding }
      parameters.append(QueryParameter(name: name, value: value))
    }
    return parameters
  }
}
