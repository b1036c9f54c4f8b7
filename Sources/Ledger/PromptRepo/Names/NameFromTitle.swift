internal import Digests

extension PromptName {
  /// The slug of a title of any script; `nil` when nothing of it is left.
  ///
  /// Latin letters with marks lose their marks by a fixed table, so that a title has the same
  /// slug on every system; other scripts and signs become single dashes. Folders are not made. A
  /// slug that is a device's name on Windows gets an underscore added.
  package init?(title: String) {
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

  /// The name that a new prompt gets which is asked for by this text: the text where it is a name
  /// that every system can have, else its slug; `prompt-` and 8 digits of the text's SHA-256 where
  /// nothing is left of it.
  package init(wanted text: String) {
    if let name = PromptName(orNil: text), name.isPortable {
      self = name
    } else {
      self = PromptName(title: text) ?? PromptName(unchecked: "prompt-\(Self.digits(of: text))")
    }
  }

  /// The name that it gets where a prompt with another title has ``init(wanted:)``'s: that with 8
  /// digits of the text's SHA-256 behind it.
  ///
  /// Digits of the text, and no random ones: two that ask for it at once get the same name, so that
  /// the second finds the prompt of the first.
  package init(contested text: String) {
    let digits = Self.digits(of: text)
    let name = PromptName(wanted: text).rawValue.utf8
    var start = name.prefix(Self.maximumLength - digits.utf8.count - 1)
    // What is cut must not end with a sign, since the digits are no component by themselves.
    while start.count < name.count, let last = start.last, "/._-".utf8.contains(last) {
      start.removeLast()
    }
    self.init(unchecked: "\(Substring(start))-\(digits)")
  }

  /// The first 8 digits of the SHA-256 of a text's bytes.
  private static func digits(of text: String) -> String {
    var hash = SHA256()
    hash.update(Array(text.utf8))
    return Hex.encode(Array(hash.finalize().prefix(4)))
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

extension Transaction {
  /// A name for a new prompt that people know by a title.
  ///
  /// The name that is wanted, or the title where it is a name itself, or the title's slug, or
  /// `prompt-` and 8 digits of the id where nothing is left of it; with those digits behind it
  /// where another prompt has it, or left something behind.
  ///
  /// - Parameters:
  ///   - wanted: The name that it has elsewhere; what is none counts for nothing.
  ///   - isContested: Whether another prompt will have the name.
  package func unusedName(
    for title: String, wanted: String? = nil, isContested: Bool = false, id: PromptID
  ) throws(RepositoryError) -> PromptName {
    let digits = id.uuid.hex.prefix(8)
    let slug = PromptName(title: title) ?? PromptName(unchecked: "prompt-\(digits)")
    let names = [wanted, title].compactMap { $0.flatMap(PromptName.init(orNil:)) }
    let name = names.first(where: \.isPortable) ?? slug
    // A title's slug is short enough for the digits.
    let longer =
      PromptName(orNil: "\(name)-\(digits)") ?? PromptName(unchecked: "\(slug)-\(digits)")
    if isContested { return longer }
    return try isTaken(name) ? longer : name
  }

  /// Whether a prompt has a name, or left something behind there.
  package func isTaken(_ name: PromptName) throws(RepositoryError) -> Bool {
    for kind in [LedgerRef.PromptKind.info, .versions, .pointer(.active)]
    where try tip(of: kind, name) != nil { return true }
    return false
  }
}
