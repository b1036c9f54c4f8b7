/// How a piece of text is shown on a terminal, as ECMA-48 numbers.
enum Style: Int {
  case bold = 1
  case faint = 2
  case red = 31
  case green = 32
  case yellow = 33
  case cyan = 36
}

extension Console {
  /// The text in a style, or as it is where colour has no place.
  func styled(_ text: String, _ style: Style) -> String {
    isColoured ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
