public import PromptRepo
internal import TextDiff

/// A line of a version's template, and the version that brought it.
public struct BlamedLine: Sendable, Hashable {
  /// The version that has the line since when it is as it is.
  public let version: Version

  /// The line's number in the template that was asked about, from 1.
  public let line: Int

  /// The line's number in ``version``, from 1.
  public let originalLine: Int

  /// The line without its line end.
  public let text: String
}

extension Repository {
  /// The lines of a version's template, each with the version that brought it.
  ///
  /// Goes back from that version, as far as it takes to know it of every line. Lines compare as
  /// `git blame` compares those of files: a template lies in a file with a line end behind it, so the
  /// last line stays the same when another one is put below it.
  ///
  /// ```swift
  /// for line in try repository.blame(name) {
  ///   print(line.version.number, line.version.author.name, line.text)
  /// }
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/notFound``, ``RepositoryError/Code/ambiguous``.
  public func blame(
    _ name: PromptName, _ spec: VersionSpec = .latest
  ) throws(RepositoryError) -> [BlamedLine] {
    let newest = try version(name, spec)
    var chain = versionChain(of: name, from: newest.commit)
    _ = try chain.next()
    var object = try templateObject(of: newest)
    var text = try templateBytes(of: newest, object)
    var end = LineEnd(of: text) ?? .lf
    let lines = end.completing(text)
    var origins = LineOrigins(of: lines)
    var versions = [newest]
    while !origins.isComplete, let older = try chain.next() {
      versions.append(older)
      let next = try templateObject(of: older)
      guard next != object else {
        origins.goBackToSame()
        continue
      }
      object = next
      text = try templateBytes(of: older, object)
      end = LineEnd(of: text) ?? end
      origins.goBack(to: end.completing(text))
    }
    let texts = lines.split(separator: 0x0A, omittingEmptySubsequences: false)
    return zip(texts, origins.origins).enumerated().map { index, line in
      let (bytes, origin) = line
      return BlamedLine(
        version: versions[origin.step], line: index + 1, originalLine: origin.line + 1,
        text: String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self))
    }
  }
}

/// How the lines of a template end, and so the line end that its file puts behind the last one.
private enum LineEnd {
  case lf
  case crlf

  /// The end that all lines have; LF where they differ, nil where none ends.
  init?(of text: [UInt8]) {
    var isFound = false
    for (index, byte) in text.enumerated() where byte == 0x0A {
      guard index > 0, text[index - 1] == 0x0D else {
        self = .lf
        return
      }
      isFound = true
    }
    guard isFound else { return nil }
    self = .crlf
  }

  /// A template with an end behind its last line, unless it has one.
  func completing(_ text: [UInt8]) -> [UInt8] {
    guard let last = text.last, last != 0x0A else { return text }
    return text + (self == .crlf && last != 0x0D ? [0x0D, 0x0A] : [0x0A])
  }
}
