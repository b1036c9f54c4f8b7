/// Writes an object as canonical JSON, member by member, without making the object.
public struct JSONObjectWriter: JSONMembers {
  private var output: [UInt8] = []
  /// Whether the next member is the first of its object.
  private var isFirst = true

  private init() {}

  /// The text of an object.
  ///
  /// - Parameter body: Adds the members.
  public static func utf8(_ body: (inout JSONObjectWriter) -> Void) -> [UInt8] {
    var writer = JSONObjectWriter()
    writer.output.reserveCapacity(1_024)
    writer.object(body)
    return writer.output
  }

  /// Writes a member.
  public mutating func add(_ key: String, _ value: JSONValue) {
    begin(key)
    JSONWriter.write(value, to: &output)
  }

  /// Writes a list of objects.
  public mutating func add(
    _ key: String, count: Int, _ body: (_ place: Int, inout JSONObjectWriter) -> Void
  ) {
    begin(key)
    output.append(UInt8(ascii: "["))
    for place in 0..<count {
      if place > 0 { output.append(UInt8(ascii: ",")) }
      object { body(place, &$0) }
    }
    output.append(UInt8(ascii: "]"))
  }

  /// Writes an object.
  public mutating func add(_ key: String, object body: (inout JSONObjectWriter) -> Void) {
    begin(key)
    object(body)
  }

  private mutating func object(_ body: (inout JSONObjectWriter) -> Void) {
    output.append(UInt8(ascii: "{"))
    isFirst = true
    body(&self)
    isFirst = false
    output.append(UInt8(ascii: "}"))
  }

  private mutating func begin(_ key: String) {
    if !isFirst { output.append(UInt8(ascii: ",")) }
    isFirst = false
    JSONWriter.writeString(key, to: &output)
    output.append(UInt8(ascii: ":"))
  }
}
