extension PromptName {
  /// The name for clients whose names have no `/`: `.` is written `..`, and `/` is written `.`.
  ///
  /// No name has two dots in a row, or one beside a `/`, so no two names are written alike.
  package var flat: String {
    var flat: [UInt8] = []
    for byte in rawValue.utf8 {
      switch byte {
      case UInt8(ascii: "."): flat += [byte, byte]
      case UInt8(ascii: "/"): flat.append(UInt8(ascii: "."))
      default: flat.append(byte)
      }
    }
    return String(decoding: flat, as: UTF8.self)
  }

  /// The name that ``flat`` writes so; `nil` for what no name is written as.
  package init?(flat: String) {
    var name: [UInt8] = []
    var dots = 0
    func end(_ dots: Int) -> Bool {
      switch dots {
      case 0: break
      case 1: name.append(UInt8(ascii: "/"))
      case 2: name.append(UInt8(ascii: "."))
      default: return false
      }
      return true
    }
    for byte in flat.utf8 {
      switch byte {
      case UInt8(ascii: "."): dots += 1
      case UInt8(ascii: "/"): return nil
      default:
        guard end(dots) else { return nil }
        dots = 0
        name.append(byte)
      }
    }
    guard end(dots) else { return nil }
    self.init(orNil: String(decoding: name, as: UTF8.self))
  }
}
