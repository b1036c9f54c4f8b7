internal import CanonicalJSON

/// Takes a template apart, in one pass and in time linear in its size.
///
/// Blocks that are open are on a stack, so that no depth of them takes room on the program's own.
struct TreeParser {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var tree: TemplateTree

  /// The blocks that are not closed yet, from the outermost on.
  var open: [OpenBlock] = []

  /// The program that nodes are added to.
  var current = 0

  /// Whether any block has parameters.
  var hasParameters = false

  /// How deep blocks may lie in each other.
  static let nestingLimit = 100

  private init(bytes: UnsafeBufferPointer<UInt8>, source: [UInt8]) {
    self.bytes = bytes
    tree = TemplateTree(source: source)
  }

  /// The tree of a template, with the white space beside tags taken away.
  static func parse(_ source: [UInt8]) throws(ReadingFailure) -> TemplateTree {
    // A typed error does not pass through the standard library's closures.
    let result: Result<TemplateTree, ReadingFailure> = source.withUnsafeBufferPointer { bytes in
      var parser = TreeParser(bytes: bytes, source: source)
      do throws(ReadingFailure) {
        try parser.readAll()
        let tree = parser.tree
        // Else the tree would be copied for the changes.
        parser.tree = TemplateTree(source: [])
        var control = WhiteSpaceControl(bytes: bytes, tree: tree)
        control.run()
        return .success(control.tree)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private mutating func readAll() throws(ReadingFailure) {
    var textStart = 0
    while let start = braces(from: textStart) {
      let slashes = backslashes(before: start, from: textStart)
      if slashes == 1 {
        addText(textStart..<(start - 1))
        // Hidden braces begin a text of their own, which goes to the next braces.
        let next = braces(from: start + 2) ?? bytes.count
        let end =
          next == bytes.count
          ? next : next - min(2, backslashes(before: next, from: start + 2))
        addText(start..<end)
        textStart = end
      } else {
        addText(textStart..<(slashes > 1 ? start - 1 : start))
        textStart = try readTag(at: start)
      }
    }
    addText(textStart..<bytes.count)
    if let block = open.last(where: { !$0.isChained }) {
      throw ReadingFailure(
        "the block is not closed: write {{/\(block.name)}} where it ends", at: block.offset)
    }
  }

  /// Where the next two braces begin.
  private func braces(from start: Int) -> Int? {
    var offset = start
    while offset + 1 < bytes.count {
      if bytes[offset + 1] != UInt8(ascii: "{") {
        offset += 2
      } else if bytes[offset] == UInt8(ascii: "{") {
        return offset
      } else {
        offset += 1
      }
    }
    return nil
  }

  private func backslashes(before end: Int, from start: Int) -> Int {
    var offset = end
    while offset > start, bytes[offset - 1] == UInt8(ascii: "\\") { offset -= 1 }
    return end - offset
  }

  func byte(_ offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func addText(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    tree.texts.append(TextNode(range))
    add(.text(tree.texts.count - 1))
  }

  mutating func add(_ node: TemplateNode) {
    tree.programs[current].nodes.append(node)
  }

  mutating func add(_ output: OutputNode) {
    tree.outputs.append(output)
    add(.output(tree.outputs.count - 1))
  }

  mutating func add(_ partial: PartialNode) {
    tree.partials.append(partial)
    add(.partial(tree.partials.count - 1))
  }

  /// Adds a block to a program, and returns its place.
  mutating func add(_ block: BlockNode, to program: Int) {
    tree.blocks.append(block)
    tree.programs[program].nodes.append(.block(tree.blocks.count - 1))
  }

  /// Begins a program.
  mutating func newProgram(isChained: Bool = false) -> Int {
    tree.programs.append(Program(isChained: isChained))
    return tree.programs.count - 1
  }

  /// Reads a comment, and returns where it ends.
  mutating func readComment(at start: Int, mark: Int, stripsBefore: Bool) throws(ReadingFailure)
    -> Int
  {
    let isLong = byte(mark + 1) == UInt8(ascii: "-") && byte(mark + 2) == UInt8(ascii: "-")
    var offset = mark + 1
    while offset + 1 < bytes.count {
      if bytes[offset] == UInt8(ascii: "}"), bytes[offset + 1] == UInt8(ascii: "}") {
        let strips = bytes[offset - 1] == UInt8(ascii: "~")
        let dashes = strips ? offset - 1 : offset
        if !isLong
          || dashes >= mark + 3 && bytes[dashes - 1] == UInt8(ascii: "-")
            && bytes[dashes - 2] == UInt8(ascii: "-")
        {
          add(.comment(Strip(before: stripsBefore, after: strips)))
          return offset + 2
        }
      }
      offset += 1
    }
    throw ReadingFailure(
      "this comment is not closed: write \(isLong ? "--}}" : "}}") where it ends", at: start)
  }
}

/// A block whose closing tag has not been read.
struct OpenBlock {
  let kind: BlockNode.Kind
  let subjects: [Expression]
  let hash: [HashArgument]

  /// The name that the closing tag repeats.
  let name: String

  /// The names of the block parameters.
  let parameters: [String]

  /// How many blocks with parameters it lies in.
  let slot: Int

  let strip: Strip
  let offset: Int

  /// Whether it begins with `{{^`.
  let isInverted: Bool

  /// Whether it begins with an `else` of the block before, and ends with that.
  let isChained: Bool

  /// The program that it lies in.
  let parent: Int

  /// What it begins with.
  let body: Int

  /// What follows `else`.
  var alternative: Int?

  var alternativeStrip = Strip()
}
