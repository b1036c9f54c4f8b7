extension JSONValue {
  /// Reads one JSON text (RFC 8259), strictly.
  ///
  /// Refused, beyond what the grammar refuses: a byte order mark, bytes that are not UTF-8, a key
  /// that occurs twice in an object, a surrogate without its other half, NUL, a whole number beyond
  /// ±(2^53−1) (see ``JSONNumber``), a number too large for a double, more than ``depthLimit``
  /// arrays and objects in each other, and anything but white space behind the value.
  ///
  /// - Parameters:
  ///   - utf8: the text's bytes.
  ///   - firstLine: the number of the text's first line, for errors in a part of a larger file.
  ///   - valueLimit: how many values there may be; a small one takes ten times the memory of its
  ///     text.
  /// - Throws: `JSONError` with line and column.
  public init(
    parsing utf8: [UInt8], firstLine: Int = 1, valueLimit: Int = .max
  ) throws(JSONError) {
    self = try utf8.withUnsafeBufferPointer { (input) throws(JSONError) in
      var parser = JSONParser(input: input, firstLine: firstLine, valueLimit: valueLimit)
      return try parser.parse()
    }
  }

  /// Reads one JSON text, strictly; see ``init(parsing:firstLine:)-([UInt8],_)``.
  public init(parsing text: String, firstLine: Int = 1) throws(JSONError) {
    var text = text
    let value = text.withUTF8 { input in
      Result { () throws(JSONError) in
        var parser = JSONParser(input: input, firstLine: firstLine)
        return try parser.parse()
      }
    }
    self = try value.get()
  }
}
