extension PromptName {
  /// The slug of a title of any script; `nil` when nothing of it is left.
  ///
  /// Latin letters with marks lose their marks by a fixed table, so that a title has the same
  /// slug on every system; other scripts and signs become single dashes. Folders are not made. A
  /// slug that is a device's name on Windows gets an underscore added.
  public init?(title: String) {
    var slug: [UInt8] = []
    for scalar in title.unicodeScalars {
      if let letters = TitleTable.letters(for: scalar) {
        slug += letters.utf8
      } else if let last = slug.last, last != UInt8(ascii: "-") {
        slug.append(UInt8(ascii: "-"))
      }
    }
    slug = Array(slug.prefix(PromptName.maximumTitleLength))
    while slug.last == UInt8(ascii: "-") { slug.removeLast() }
    guard !slug.isEmpty else { return nil }
    if Slug.device(named: slug) != nil { slug.append(UInt8(ascii: "_")) }
    // Letters, digits and single dashes, a letter or digit first: always a name.
    self.init(unchecked: String(decoding: slug, as: UTF8.self))
  }

  /// Where a title's slug is cut, so that a suffix and a folder still fit.
  static let maximumTitleLength = 100
}

/// The fixed table from titles to slugs.
enum TitleTable {
  static func letters(for scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "a"..."z", "0"..."9": String(scalar)
    case "A"..."Z": String(Character(Unicode.Scalar(scalar.value + 32) ?? "-"))
    case "'", "\u{2019}": ""
    default: isMark(scalar) ? "" : folded[scalar]
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    (0x300...0x36F).contains(scalar.value)
  }

  private static let folded: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [:]
    for (letters, scalars) in rows {
      for scalar in scalars.unicodeScalars { table[scalar] = letters }
    }
    return table
  }()

  private static let rows: [(String, String)] = [
    ("a", "ÀÁÂÃÅàáâãåĀāĂăĄąǍǎẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặ"), ("ae", "ÄäÆæ"), ("c", "ÇçĆćĈĉĊċČč"),
    ("d", "ÐðĎďĐđ"), ("e", "ÈÉÊËèéêëĒēĔĕĖėĘęĚěẸẹẺẻẼẽẾếỀềỂểỄễỆệ"), ("g", "ĜĝĞğĠġĢģ"),
    ("h", "ĤĥĦħ"), ("i", "ÌÍÎÏìíîïĨĩĪīĬĭĮįİıỈỉỊị"), ("j", "Ĵĵ"), ("k", "Ķķ"), ("l", "ĹĺĻļĽľĿŀŁł"),
    ("n", "ÑñŃńŅņŇň"), ("o", "ÒÓÔÕØòóôõøŌōŎŏŐőỌọỎỏỐốỒồỔổỖỗỘộƠơỚớỜờỞởỠỡỢợ"), ("oe", "ÖöŒœ"),
    ("r", "ŔŕŖŗŘř"), ("s", "ŚśŜŝŞşŠšȘș"), ("ss", "ßẞ"), ("t", "ŢţŤťŦŧȚț"), ("th", "Þþ"),
    ("u", "ÙÚÛùúûŨũŪūŬŭŮůŰűŲųỤụỦủƯưỨứỪừỬửỮữỰự"), ("ue", "Üü"), ("w", "Ŵŵ"),
    ("y", "ÝýÿŶŷŸỲỳỴỵỶỷỸỹ"), ("z", "ŹźŻżŽž"),
  ]
}
