internal import CanonicalJSON

/// What lies in a file around its template, and is no content: byte order mark, comments, header,
/// and how lines end.
///
/// What was read with a frame is written back with it, so that a file that is written anew is the
/// file that it was.
struct FileFrame: Hashable, Sendable {
  /// All before the template.
  let head: [UInt8]

  /// The line end behind the template that is the file's own: LF, CR LF or nothing.
  let end: [UInt8]

  /// How the lines of the template ended.
  let lines: LineEndings

  init(head: [UInt8], end: [UInt8], lines: LineEndings) {
    self.head = head
    self.end = end
    self.lines = lines
  }

  /// The frame of a file that can be read.
  init(
    of bytes: [UInt8], path: String, comments: HeaderParts.Comments = .dotprompt
  ) throws(PromptFileError) {
    let parts = try HeaderParts(bytes, path: path, comments: comments)
    let template = PromptBody.readings(of: bytes[parts.body])[0]
    head = Array(bytes[..<parts.body.lowerBound])
    end = Array(bytes[template.endIndex...])
    lines = LineEndings(of: template)
  }

  /// The frame of a file that a prompt was made of; nil if it cannot be read, or is of a kind that
  /// has another form.
  init?(ofPrompt bytes: [UInt8], path: String) {
    guard PromptFileKind.of(path)?.kind == .prompt, PlaceholderFile.of(bytes) == nil else {
      return nil
    }
    do {
      try self.init(of: bytes, path: path, comments: HeaderParts.Comments(path: path))
    } catch {
      return nil
    }
  }

  /// The frame of a template that no file was read of: without a header, and with the template's
  /// line ends if they are alike.
  init(for template: String) {
    head = []
    lines = LineEndings(of: template.utf8)
    end = Self.lineEnd(lines == .crlf)
  }

  /// This frame for another template, of whose last line the file knows no end: it ends as the others
  /// do.
  func ending(as template: String) -> FileFrame {
    switch LineEndings(of: template.utf8) {
    case .lf where !end.isEmpty: FileFrame(head: head, end: Self.lineEnd(false), lines: lines)
    case .crlf where !end.isEmpty: FileFrame(head: head, end: Self.lineEnd(true), lines: lines)
    default: self
    }
  }

  /// A file of this frame with another template; its lines end as the template's do.
  func bytes(around template: String) -> [UInt8] {
    let isCRLF = isCRLF(around: template)
    let head = isOther(template) ? LineEndings.convert(head, toCRLF: isCRLF) : head
    var body = Array(template.utf8)
    let isCut = end.isEmpty && body.last != 0x0a && !body.isEmpty
    if !isCut {
      let end = end.isEmpty || isOther(template) ? Self.lineEnd(isCRLF) : end
      body += body.last == 0x0d ? Self.lineEnd(true) : end
    }
    return Self.assemble(head: head, body: body, isCRLF: isCRLF)
  }

  /// The frame with other lines between the header's fences, for a template.
  ///
  /// A header without lines goes, unless comments stand before it or it had none.
  func with(header lines: [UInt8], around template: String) -> FileFrame {
    let isCRLF = isCRLF(around: template)
    var lines = lines
    let mark = ByteOrderMark.length(in: head)
    var new = Array(head[..<mark])
    if let fences = HeaderParts.fences(in: head) {
      let hasComments = fences.opening.lowerBound > mark
      // Behind comments a header is one only if it is a mapping.
      if hasComments, lines.isEmpty { lines = Array("{}\n".utf8) }
      if !lines.isEmpty || fences.header.isEmpty {
        new =
          head[..<fences.header.lowerBound] + LineEndings.convert(lines, toCRLF: isCRLF)
          + head[fences.header.upperBound...]
      }
    } else if !lines.isEmpty {
      new += Self.fence(isCRLF) + LineEndings.convert(lines, toCRLF: isCRLF) + Self.fence(isCRLF)
    }
    return FileFrame(head: new, end: end, lines: self.lines)
  }

  /// A head and a body as one file; without a header there is one only if the body would else not
  /// be read as it is.
  static func assemble(head: [UInt8], body: [UInt8], isCRLF: Bool) -> [UInt8] {
    let template = PromptBody.readings(of: body[...])[0]
    guard head.count == ByteOrderMark.length(in: head),
      HeaderParts.needsHeader(Array(template)) || HeaderParts.needsHeader(body)
    else { return head + body }
    return head + fence(isCRLF) + fence(isCRLF) + body
  }

  /// Whether a template's lines all end otherwise than those that the frame was read with; around a
  /// template of one line, than those of the file.
  private func isOther(_ template: String) -> Bool {
    let new = LineEndings(of: template.utf8)
    var old = lines
    if old == .none {
      let line = HeaderParts.fences(in: head).map { head[$0.opening] } ?? end[...]
      old = LineEndings(of: line)
    }
    return new != .none && old != .none && new != old
  }

  /// Whether the lines of the head end in CR LF around a template.
  func isCRLF(around template: String) -> Bool {
    let new = LineEndings(of: template.utf8)
    if isOther(template) { return new == .crlf }
    if let first = HeaderParts.fences(in: head)?.opening {
      return head[first].dropLast().last == 0x0d
    }
    return end.isEmpty ? (new == .none ? lines : new) == .crlf : end.count == 2
  }

  private static func lineEnd(_ isCRLF: Bool) -> [UInt8] { isCRLF ? [0x0d, 0x0a] : [0x0a] }

  private static func fence(_ isCRLF: Bool) -> [UInt8] { Array("---".utf8) + lineEnd(isCRLF) }
}

/// How the lines of a text end.
enum LineEndings: String, Sendable {
  /// There is one line only; a CR alone ends none.
  case none
  /// All in LF.
  case lf
  /// All in CR LF.
  case crlf
  /// Some in LF, some in CR LF.
  case mixed

  /// Looks at all line ends of a text.
  init(of text: some Sequence<UInt8>) {
    self = .none
    var before: UInt8 = 0
    for byte in text {
      if byte == 0x0a {
        let next: LineEndings = before == 0x0d ? .crlf : .lf
        if self == .none { self = next } else if self != next { self = .mixed }
      }
      before = byte
    }
  }

  /// Lines that end in LF or CR LF with this end in place of it.
  static func convert(_ lines: some Sequence<UInt8>, toCRLF isCRLF: Bool) -> [UInt8] {
    var output: [UInt8] = []
    for byte in lines {
      if byte == 0x0a {
        if output.last == 0x0d { output.removeLast() }
        if isCRLF { output.append(0x0d) }
      }
      output.append(byte)
    }
    return output
  }
}

/// One line of a file, with its line end.
struct FileLine {
  private let bytes: [UInt8]
  let range: Range<Int>
  /// Its number, from 1.
  let number: Int

  /// The line that begins at a place; empty at the end of the file.
  init(of bytes: [UInt8], at start: Int, number: Int) {
    self.bytes = bytes
    self.number = number
    range = start..<(bytes[start...].firstIndex(of: 0x0a).map { $0 + 1 } ?? bytes.count)
  }

  /// The line behind it.
  var next: FileLine { FileLine(of: bytes, at: range.upperBound, number: number + 1) }

  /// Whether the file ends here.
  var isEmpty: Bool { range.isEmpty }

  var isComment: Bool { bytes[range].first == UInt8(ascii: "#") }

  var isBlank: Bool { text.isEmpty }

  /// Whether it is `---`, perhaps with blanks behind.
  var isFence: Bool {
    bytes[range].starts(with: "---".utf8) && text.elementsEqual("---".utf8)
  }

  /// Whether it is what is such a line, and others, where lines end in CR alone.
  var isLoneCRFence: Bool {
    guard bytes[range].starts(with: "---\r".utf8) else { return false }
    let lines = bytes[range.lowerBound...].prefix(YAMLHeader.lengthLimit).split(separator: 0x0d)
    guard lines.count > 1, lines[0].elementsEqual("---".utf8), !lines[1].contains(0x0a) else {
      return false
    }
    return lines.dropFirst().contains { $0.elementsEqual("---".utf8) }
  }

  /// The line without blanks around it and without its line end.
  var text: ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
    }
    var text = bytes[range].drop(while: isSpace)
    while let last = text.last, isSpace(last) { text.removeLast() }
    return text
  }
}

/// The mark that some editors put before UTF-8 text.
enum ByteOrderMark {
  /// How many bytes the mark at the start takes up: 3, or 0 if there is none.
  static func length(in bytes: some Sequence<UInt8>) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }
}
