// Attributes of links, of times and of tables.
extension Attribute {
  /// Where a link leads.
  public static func href(_ link: Link) -> Attribute { Attribute("href", link.text) }

  /// What is behind a link is kept as a file.
  public static var download: Attribute { Attribute("download") }

  /// What a link is to this page: `next`, `prev`.
  public static func rel(_ relation: StaticString) -> Attribute {
    Attribute("rel", literal: relation)
  }

  /// A moment in the form of machines: `2026-11-28T09:12:04Z`.
  public static func datetime(_ time: String) -> Attribute { Attribute("datetime", time) }

  /// The details are shown.
  public static var open: Attribute { Attribute("open") }

  /// What a header cell is the header of: `col`, `row`.
  public static func scope(_ cells: StaticString) -> Attribute {
    Attribute("scope", literal: cells)
  }

  /// Over how many columns a cell goes.
  public static func colspan(_ columns: Int) -> Attribute { Attribute("colspan", "\(columns)") }
}
