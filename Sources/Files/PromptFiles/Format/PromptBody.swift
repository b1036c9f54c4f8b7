/// How a template lies in a file: its bytes, and behind them one line end of the file's own.
///
/// That line end is LF; after a template that ends in CR it is CR LF, since a lone LF would make
/// one line end with that CR. A reader takes off one LF or CR LF if there is one. So every template
/// comes back as it was, and so does one whose file lost or got its last line end in an editor,
/// except that a template's own last line end may then be taken for the file's: who knows what the
/// template was looks for it among all ``readings(of:)``.
enum PromptBody {
  /// The template with the file's line end behind it.
  static func bytes(of template: String) -> [UInt8] {
    var bytes = Array(template.utf8)
    if bytes.last == 0x0d { bytes.append(0x0d) }
    bytes.append(0x0a)
    return bytes
  }

  /// What templates a body can stand for, the one to take first.
  static func readings(of body: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    guard body.last == 0x0a else { return [body] }
    let withoutLF = body.dropLast()
    guard withoutLF.last == 0x0d else { return [withoutLF, body] }
    return [withoutLF.dropLast(), withoutLF, body]
  }
}
