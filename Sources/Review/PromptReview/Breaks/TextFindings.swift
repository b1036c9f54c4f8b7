internal import CanonicalJSON
internal import PromptLint
internal import PromptRepo
internal import PromptTemplate
internal import TextDiff

// Findings about the text of the newer content that no rung is about.
extension ContentChange {
  func textFindings(
    earlier: [(version: Int, hash: VersionHash)], place: (ContractBreak.Place) -> FindingPlace
  ) -> [Finding] {
    guard isAny, to != nil else { return [] }
    return conflict(place) + returning(earlier, place)
      + (isOnlyWhiteSpace ? [whiteSpace(place)] : unseen(place) + unseenSettings(place))
  }

  private func conflict(_ place: (ContractBreak.Place) -> FindingPlace) -> [Finding] {
    guard let to, containsConflictMarkers(to.template, skippingCode: true),
      !(from.map { containsConflictMarkers($0.template, skippingCode: true) } ?? false),
      let first = ConflictMarker.all(in: to.template, skippingCode: true)
        .first(where: { $0.kind != .separator })
    else { return [] }
    let start = TextPosition(line: first.line, column: 1)
    let end = TextPosition(line: first.line, column: 8)
    return [
      Finding(
        "text-in-conflict", .error, at: place(.template(start, end: end)),
        "the text has the marks of a merge: choose between the sides, and remove the marks",
        matched: first.kind == .ours ? "<<<<<<<" : ">>>>>>>")
    ]
  }

  private func returning(
    _ earlier: [(version: Int, hash: VersionHash)], _ place: (ContractBreak.Place) -> FindingPlace
  ) -> [Finding] {
    guard let to, let from,
      let version = earlier.filter({ $0.hash == to.hash && $0.hash != from.hash })
        .map(\.version).max()
    else { return [] }
    return [
      Finding(
        "returns-to", .note, at: place(.whole), "this is v\(version) again", matched: "v\(version)")
    ]
  }

  /// Whether nothing but blanks and line ends of the template is another.
  private var isOnlyWhiteSpace: Bool {
    guard let from, let to, templateDiffers, settings.isEmpty, reordered.isEmpty else {
      return false
    }
    return LookingAlike.dense(from.template).elementsEqual(LookingAlike.dense(to.template))
  }

  private func whiteSpace(_ place: (ContractBreak.Place) -> FindingPlace) -> Finding {
    let stretch = ChangedStretch.all(in: words).first
    return Finding(
      "white-space-only", .note,
      at: place(new?.places(of: stretch.map { [$0.new] } ?? []).first ?? .whole),
      "only blanks or line ends differ, and a version will be made")
  }

  /// The places of the template whose bytes differ and which look the same.
  ///
  /// Each change is looked at for itself, so that one that everybody sees hides no other. That what
  /// nobody sees goes is no danger, and only said.
  private func unseen(_ place: (ContractBreak.Place) -> FindingPlace) -> [Finding] {
    guard let new, from != nil else { return [] }
    let stretches = ChangedStretch.all(in: words).filter {
      LookingAlike.isUnseen($0.removed, $0.inserted)
    }
    return zip(stretches, new.places(of: stretches.map(\.new))).map { stretch, found in
      unseen(stretch.removed, stretch.inserted, at: place(found))
    }
  }

  private func unseenSettings(_ place: (ContractBreak.Place) -> FindingPlace) -> [Finding] {
    settings.compactMap { setting in
      guard let from = setting.from, let to = setting.to,
        LookingAlike.isUnseen(from.text(), to.text())
      else { return nil }
      return unseen(from.text(), to.text(), at: place(.setting(setting.path)))
    }
  }

  private func unseen(_ old: String, _ new: String, at place: FindingPlace) -> Finding {
    let marks = LookingAlike.disguises(in: new, but: old)
    let isDanger = !marks.isEmpty
    let named = marks.prefix(3).map(\.name).joined(separator: ", ")
    let what =
      isDanger
      ? "\(named)\(marks.count > 3 ? ", …" : ""): remove what nobody sees"
      : "characters that nobody sees or that look like others are gone"
    return Finding(
      "unseen-change", isDanger ? .error : .note, at: place,
      "the text looks the same and is not: \(what)", matched: new)
  }
}

extension Unicode.Scalar {
  /// The code point as people write it, with its name if it has one: `U+200B ZERO WIDTH SPACE`.
  fileprivate var name: String {
    let digits = String(value, radix: 16, uppercase: true)
    let number = "U+" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits
    return properties.name.map { "\(number) \($0)" } ?? number
  }
}
