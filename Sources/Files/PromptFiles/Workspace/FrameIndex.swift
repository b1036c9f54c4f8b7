internal import CanonicalJSON
internal import Digests
internal import GitFiles
internal import Platform
internal import PromptRepo

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
