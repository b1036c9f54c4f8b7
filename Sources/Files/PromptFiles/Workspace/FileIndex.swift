internal import CanonicalJSON
internal import Digests
internal import GitFiles
internal import Platform
public import PromptRepo

/// The bases of the working files, as the store keeps them for this clone.
///
/// A text file:
///
/// ```
/// promptrepo-index 1
/// NAME PROMPT-ID VERSION-NUMBER VERSION-COMMIT VERSION-HASH RECORD-COMMIT [HEAD-COMMIT [MARK]]
/// …
/// sha256 DIGITS
/// ```
///
/// with one line for each file, in the order of names, `-` for a record that is not known, what HEAD
/// of the code repository was if there is one, how the file stood to it (`=` if it was HEAD's, else
/// git's stamp of HEAD's file, or `-`), and last the SHA-256 of all lines before. An index that is
/// damaged counts as absent: bases are then found without it.
public struct FileIndex: Sendable {
  /// The base of each file that has one.
  public internal(set) var bases: [PromptName: IndexEntry] = [:]

  /// Why an index that is there could not be used.
  public internal(set) var warning: String?

  /// An empty index.
  public init() {}
}

/// What a working file was made from: the version and the record that this clone last wrote,
/// committed or checked out.
public struct IndexEntry: Sendable, Hashable {
  /// The prompt's identity, so that a name that was deleted and used again is noticed.
  public let promptID: PromptID
  /// The version's number.
  public let number: Int
  /// The version's commit.
  public let commit: ObjectID
  /// The hash of the version's content, which outlives a commit that was made anew.
  public let hash: VersionHash
  /// The commit of the record's edit that the header repeats; nil if that is not known.
  public var record: ObjectID?
  /// The commit of the code repository that was HEAD then; nil if there was none.
  public var head: ObjectID?
  /// How the file stood to HEAD then; nil if that is not known.
  public var mark: HeadComparison?

  /// Makes a base from its parts.
  public init(
    promptID: PromptID, number: Int, commit: ObjectID, hash: VersionHash, record: ObjectID?,
    head: ObjectID? = nil, mark: HeadComparison? = nil
  ) {
    self.promptID = promptID
    self.number = number
    self.commit = commit
    self.hash = hash
    self.record = record
    self.head = head
    self.mark = mark
  }

  /// The base of a file that has the content of a version.
  public init(_ version: Version, record: ObjectID?) {
    self.init(
      promptID: version.promptID, number: version.number, commit: version.commit,
      hash: version.hash, record: record)
  }
}

/// How a working file stood to HEAD of the code repository when its base was noted.
public enum HeadComparison: Sendable, Hashable {
  /// HEAD had the file so, and it was the version.
  case head
  /// The file was another than HEAD's. The stamp is what ``SourceControl/stamp(of:)`` said; while it
  /// says the same, git has not put HEAD's file in the place.
  case edited(stamp: String?)

  private static let headText = "="
  private static let noStampText = "-"

  /// Reads a mark of the index; nil for what is none.
  init?(_ text: String) {
    switch text {
    case "": return nil
    case HeadComparison.headText: self = .head
    case HeadComparison.noStampText: self = .edited(stamp: nil)
    default: self = .edited(stamp: text)
    }
  }

  /// The mark as the index has it.
  var text: String {
    switch self {
    case .head: HeadComparison.headText
    case .edited(let stamp): stamp ?? HeadComparison.noStampText
    }
  }
}

extension Workspace {
  /// A base as it is to be noted of a file with these bytes: where there is source control, with
  /// HEAD and how the file stands to it.
  func recordingHead(
    _ base: IndexEntry, of name: PromptName, bytes: [UInt8]
  ) throws(RepositoryError) -> IndexEntry {
    guard let sourceControl else { return base }
    var base = base
    base.head = try sourceControl.head()
    base.mark = nil
    guard base.head != nil else { return base }
    let path = relativePath(of: name)
    if try sourceControl.source(of: path, bytes: bytes) == nil {
      base.mark = .edited(stamp: try sourceControl.stamp(of: path))
    } else {
      base.mark = .head
    }
    return base
  }

  /// The same of the file as it is.
  func recordingHead(
    _ base: IndexEntry, of name: PromptName
  ) throws(RepositoryError) -> IndexEntry {
    guard sourceControl != nil, let bytes = try bytes(of: name) else { return base }
    return try recordingHead(base, of: name, bytes: bytes)
  }

  /// Reads the index; a damaged one is empty and has a warning.
  ///
  /// - Throws: ``RepositoryError/Code/inputOutput``.
  public func index() throws(RepositoryError) -> FileIndex {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(indexPath)
    }
    guard let bytes else { return FileIndex() }
    if let index = FileIndex(bytes) { return index }
    var index = FileIndex()
    index.warning =
      "the index '\(indexPath)' is damaged and not used; it is written anew by the next commit "
      + "or checkout"
    return index
  }

  /// Sets and removes bases; other processes that do so at the same time lose nothing.
  ///
  /// The index is replaced whole, without a flush: what a power cut leaves of it is either whole
  /// or known to be damaged.
  func updateIndex(_ changes: [PromptName: IndexEntry?]) throws(RepositoryError) {
    if changes.isEmpty { return }
    try mappingSystemErrors { () throws(SystemError) in
      try files.makeDirectories(indexPath.parentDirectory)
    }
    let lock = try mappingSystemErrors { () throws(SystemError) in
      try files.lock("\(indexPath).lock", timeout: .seconds(10))
    }
    var index = try index()
    for (name, base) in changes { index.bases[name] = base }
    let bytes = index.bytes
    try mappingSystemErrors { () throws(SystemError) in
      try files.replaceFile(indexPath, with: bytes, durably: false)
    }
    lock.release()
  }
}

extension FileIndex {
  private static let firstLine = "promptrepo-index 1"
  private static let space = UInt8(ascii: " ")

  /// Reads the file's bytes; nil if they are damaged or of another format.
  init?(_ bytes: [UInt8]) {
    guard let lines = SealedLines.lines(of: bytes, format: Self.firstLine) else { return nil }
    bases.reserveCapacity(lines.count)
    for line in lines {
      guard let (name, base) = Self.entry(line) else { return nil }
      bases[name] = base
    }
  }

  /// The file's bytes.
  var bytes: [UInt8] {
    var output: [UInt8] = []
    for (name, base) in bases.sorted(by: { $0.key < $1.key }) {
      output += "\(name) \(base.promptID) \(base.number) \(base.commit.hex) ".utf8
      output += "\(base.hash.hex) \(base.record?.hex ?? "-")".utf8
      if let head = base.head { output += " \(head.hex)".utf8 }
      if base.head != nil, let mark = base.mark { output += " \(mark.text)".utf8 }
      output.append(0x0a)
    }
    return SealedLines.bytes(format: Self.firstLine, output)
  }

  private static func entry(_ line: ArraySlice<UInt8>) -> (PromptName, IndexEntry)? {
    let fields = line.split(separator: space, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard (6...8).contains(fields.count), let number = Int(fields[2]),
      let commit = ObjectID(hex: fields[3])
    else { return nil }
    let record = ObjectID(hex: fields[5])
    guard record != nil || fields[5].utf8.elementsEqual("-".utf8) else { return nil }
    let head = fields.count > 6 ? ObjectID(hex: fields[6]) : nil
    guard head != nil || fields.count == 6 else { return nil }
    let mark = fields.count > 7 ? HeadComparison(fields[7]) : nil
    guard mark != nil || fields.count < 8 else { return nil }
    do {
      let base = IndexEntry(
        promptID: try PromptID(fields[1]), number: number, commit: commit,
        hash: try VersionHash(fields[4]), record: record, head: head, mark: mark)
      return (try PromptName(fields[0]), base)
    } catch {
      return nil
    }
  }
}

/// A text file of this program's own that is known for damaged when it is: a first line that names
/// the format, lines, and last `sha256` with the SHA-256 of all lines before.
enum SealedLines {
  /// The lines between the first one and the last; `nil` if the file is damaged or of another format.
  static func lines(of bytes: [UInt8], format: String) -> [ArraySlice<UInt8>]? {
    guard bytes.last == 0x0a, let end = bytes.dropLast().lastIndex(of: 0x0a),
      bytes[(end + 1)...].dropLast().elementsEqual(seal(bytes[...end]))
    else { return nil }
    let lines = bytes[..<end].split(separator: 0x0a, omittingEmptySubsequences: false)
    guard let first = lines.first, first.elementsEqual(format.utf8) else { return nil }
    return Array(lines.dropFirst())
  }

  /// The file's bytes.
  ///
  /// - Parameter lines: Each with its line end.
  static func bytes(format: String, _ lines: [UInt8]) -> [UInt8] {
    let output = Array("\(format)\n".utf8) + lines
    return output + seal(output[...]) + [0x0a]
  }

  private static func seal(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array("sha256 \(Hex.encode(SHA256.hash(bytes)))".utf8)
  }
}

/// The frames of working files that this program would not write so by itself, as the store keeps
/// them for this clone.
///
/// A text file:
///
/// ```
/// promptrepo-frames 1
/// NAME LINE-ENDS END HEAD
/// …
/// sha256 DIGITS
/// ```
///
/// with one line for each such file, in the order of names: how the template's lines end, the file's
/// last line end and the bytes before the template, both as hexadecimal digits, or `-` if there are
/// none. Last comes the SHA-256 of all lines before. A file that is damaged counts as absent.
struct FrameIndex: Equatable {
  var frames: [PromptName: FileFrame] = [:]

  private static let firstLine = "promptrepo-frames 1"

  /// The longest head that is kept, in bytes.
  private static let headLimit = 131_072

  init() {}

  /// Reads the file's bytes; nil if they are damaged or of another format.
  init?(_ bytes: [UInt8]) {
    guard let lines = SealedLines.lines(of: bytes, format: Self.firstLine) else { return nil }
    for line in lines {
      let fields = line.split(separator: UInt8(ascii: " "))
        .map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 4, let lines = LineEndings(rawValue: fields[1]),
        let end = Self.decoded(fields[2]), let head = Self.decoded(fields[3])
      else { return nil }
      do {
        frames[try PromptName(fields[0])] = FileFrame(head: head, end: end, lines: lines)
      } catch {
        return nil
      }
    }
  }

  /// The file's bytes.
  var bytes: [UInt8] {
    var output: [UInt8] = []
    for (name, frame) in frames.sorted(by: { $0.key < $1.key }) {
      let (end, head) = (Self.encoded(frame.end), Self.encoded(frame.head))
      output += "\(name) \(frame.lines.rawValue) \(end) \(head)\n".utf8
    }
    return SealedLines.bytes(format: Self.firstLine, output)
  }

  /// Notes the frame of a file, or that there is none to note.
  mutating func note(_ bytes: [UInt8]?, of name: PromptName, path: String) {
    frames[name] = bytes.flatMap { Self.oddFrame($0, path) }
  }

  /// The frame of a file whose lines end in CR LF, or that is not what is made of its own content;
  /// nil for any other, and for one that cannot be read.
  private static func oddFrame(_ bytes: [UInt8], _ path: String) -> FileFrame? {
    do throws(PromptFileError) {
      let file = try PromptFile(parsing: bytes, path: path)
      let frame = try FileFrame(of: bytes, path: path)
      if frame.head.count > headLimit { return nil }
      let usual = try PromptFile.bytes(
        template: file.template, config: file.config, title: file.record.title.applied(to: nil),
        description: file.record.description.applied(to: nil),
        metadata: file.record.metadata.applied(to: [:]), path: path)
      // The next template may be of one line, whose end says nothing.
      return usual == bytes && frame.lines != .crlf ? nil : frame
    } catch {
      return nil
    }
  }

  /// Whether a file's first or last bytes are such as this program does not write by itself.
  static func looksOdd(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first, bytes.last == 0x0a else { return true }
    let line = bytes.prefix { $0 != 0x0a }
    return first == UInt8(ascii: "#") || first == 0xef || first <= 0x20 || line.last == 0x0d
      || (line.starts(with: "---".utf8) && line.count > 3)
  }

  private static func encoded(_ bytes: [UInt8]) -> String {
    bytes.isEmpty ? "-" : Hex.encode(bytes)
  }

  private static func decoded(_ text: String) -> [UInt8]? {
    text == "-" ? [] : Hex.decode(text)
  }
}

extension Workspace {
  /// The path of the frames, beside the index.
  private var framesPath: String { "\(indexPath)-frames" }

  /// Reads the frames; damaged ones are none.
  func frames() throws(RepositoryError) -> FrameIndex {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(framesPath)
    }
    return bytes.flatMap(FrameIndex.init) ?? FrameIndex()
  }

  /// Notes how files are written around their templates, so that one that is lost is written so
  /// again.
  ///
  /// - Parameters:
  ///   - bytes: The bytes of each file; nil for one that is gone.
  ///   - changed: The files to look at whatever they look like.
  func saveFrames(
    _ bytes: [PromptName: [UInt8]?], changed: Set<PromptName> = []
  ) throws(RepositoryError) {
    let known = try frames()
    let new = noted(bytes, changed, known)
    if new == known { return }
    let lock = try mappingSystemErrors { () throws(SystemError) in
      try files.makeDirectories(indexPath.parentDirectory)
      return try files.lock("\(indexPath).lock", timeout: .seconds(10))
    }
    // What another process noted meanwhile stays.
    let written = noted(bytes, changed, try frames()).bytes
    try mappingSystemErrors { () throws(SystemError) in
      try files.replaceFile(framesPath, with: written, durably: false)
    }
    lock.release()
  }

  private func noted(
    _ bytes: [PromptName: [UInt8]?], _ changed: Set<PromptName>, _ known: FrameIndex
  ) -> FrameIndex {
    var frames = known
    for (name, bytes) in bytes {
      let isOfInterest =
        known.frames[name] != nil || changed.contains(name)
        || bytes.map(FrameIndex.looksOdd) ?? false
      if isOfInterest { frames.note(bytes, of: name, path: relativePath(of: name)) }
    }
    return frames
  }
}
