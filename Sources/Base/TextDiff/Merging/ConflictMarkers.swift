/// Does a text still hold markers of a merge conflict?
///
/// True if a line is `<<<<<<<` or starts with `<<<<<<< `, or if a line `=======` is followed, at
/// any distance, by one that is `>>>>>>>` or starts with `>>>>>>> `. A `=======` alone (an
/// underlined heading) or a quotation seven levels deep is not a sign of a conflict.
public func containsConflictMarkers(_ text: String) -> Bool {
  var sawSeparator = false
  for var line in text.utf8.split(separator: UInt8.lineFeed) {
    if line.last == .carriageReturn { line = line.dropLast() }
    if line.isMarker("<") { return true }
    if line.elementsEqual("=======".utf8) { sawSeparator = true }
    if sawSeparator, line.isMarker(">") { return true }
  }
  return false
}

extension Substring.UTF8View {
  fileprivate func isMarker(_ sign: Unicode.Scalar) -> Bool {
    let rest = drop { $0 == UInt8(ascii: sign) }
    return count - rest.count == 7 && (rest.first ?? 0x20) == 0x20
  }
}
