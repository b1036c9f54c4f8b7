/// Takes white space away beside tags: where a tag has a `~`, and the rest of the line of a block, a
/// partial or a comment that stands alone on it.
///
/// The rules are those of Handlebars 4.7, which look at texts as they were written and change what
/// is left of them.
struct WhiteSpaceControl {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var tree: TemplateTree

  init(bytes: UnsafeBufferPointer<UInt8>, tree: TemplateTree) {
    self.bytes = bytes
    self.tree = tree
  }

  /// Goes over the whole template.
  mutating func run() {
    visit(0, isRoot: true)
  }

  /// What a node takes away around itself.
  private struct Wish {
    var strip: Strip

    /// Whether it can stand alone on a line.
    var isInline = false

    /// Whether the opening tag of a block can, as far as the block knows.
    var isOpenStandalone = false

    /// Whether the closing tag can.
    var isCloseStandalone = false
  }

  private mutating func visit(_ program: Int, isRoot: Bool = false) {
    for place in tree.programs[program].nodes.indices {
      let node = tree.programs[program].nodes[place]
      guard let wish = wish(of: node) else { continue }
      let isPrevious =
        (wish.isInline || wish.isOpenStandalone)
        && isSpaceBefore(program, place, isRoot: isRoot)
      let isNext =
        (wish.isInline || wish.isCloseStandalone) && isSpaceAfter(program, place, isRoot: isRoot)
      if wish.strip.after { stripStart(program, place + 1, all: true) }
      if wish.strip.before { stripEnd(program, place - 1, all: true) }
      if wish.isInline, isPrevious, isNext {
        stripStart(program, place + 1)
        if stripEnd(program, place - 1), case .partial(let partial) = node {
          tree.partials[partial].indent = indent(program, place - 1)
        }
      }
      guard case .block(let index) = node else { continue }
      let block = tree.blocks[index]
      if wish.isOpenStandalone, isPrevious, let first = block.program ?? block.inverse {
        stripStart(first, 0)
        stripEnd(program, place - 1)
      }
      if wish.isCloseStandalone, isNext, let last = block.inverse ?? block.program {
        stripStart(program, place + 1)
        stripEnd(last, tree.programs[last].nodes.count - 1)
      }
    }
  }

  private mutating func wish(of node: TemplateNode) -> Wish? {
    switch node {
    case .text: nil
    case .output(let index):
      tree.outputs[index].strip.isAny ? Wish(strip: tree.outputs[index].strip) : nil
    case .partial(let index): Wish(strip: tree.partials[index].strip, isInline: true)
    case .comment(let strip): Wish(strip: strip, isInline: true)
    case .block(let index): wish(of: tree.blocks[index])
    }
  }

  private mutating func wish(of block: BlockNode) -> Wish {
    if let program = block.program { visit(program) }
    if let inverse = block.inverse { visit(inverse) }
    guard let program = block.program ?? block.inverse else {
      return Wish(strip: Strip(before: block.openStrip.before, after: block.closeStrip.after))
    }
    let inverse = block.program == nil ? nil : block.inverse
    // In a chain, the first text behind `else` and the last one before the end.
    let first = inverse.map { tree.programs[$0].isChained ? chained($0, first: true) : $0 }
    var last = inverse
    while let program = last, tree.programs[program].isChained {
      last = chained(program, first: false)
    }
    let wish = Wish(
      strip: Strip(before: block.openStrip.before, after: block.closeStrip.after),
      isOpenStandalone: isSpaceAfter(program, -1, isRoot: false),
      isCloseStandalone: isSpaceAtEnd(first ?? program))
    if block.openStrip.after { stripStart(program, 0, all: true) }
    if let first, let last {
      if block.inverseStrip.before { stripAtEnd(program, all: true) }
      if block.inverseStrip.after { stripStart(first, 0, all: true) }
      if block.closeStrip.before { stripAtEnd(last, all: true) }
      if isSpaceAtEnd(program), isSpaceAfter(first, -1, isRoot: false) {
        stripAtEnd(program)
        stripStart(first, 0)
      }
    } else if block.closeStrip.before {
      stripAtEnd(program, all: true)
    }
    return wish
  }

  /// The program of the block that a chained `else` consists of.
  private func chained(_ program: Int, first: Bool) -> Int {
    let nodes = tree.programs[program].nodes
    guard case .block(let index) = first ? nodes.first : nodes.last,
      let body = tree.blocks[index].program
    else { return program }
    return body
  }

  /// The text at a place of a program.
  private func text(_ program: Int, _ place: Int) -> Int? {
    let nodes = tree.programs[program].nodes
    guard nodes.indices.contains(place), case .text(let index) = nodes[place] else { return nil }
    return index
  }

  /// Whether only white space stands on the line before a place.
  private func isSpaceBefore(_ program: Int, _ place: Int, isRoot: Bool) -> Bool {
    guard place > 0 else { return isRoot }
    guard let text = text(program, place - 1) else { return false }
    let range = tree.texts[text].original
    let start = WhiteSpace.start(before: range.upperBound, from: range.lowerBound, in: bytes)
    if bytes[start..<range.upperBound].contains(0x0a) { return true }
    return place == 1 && isRoot && start == range.lowerBound
  }

  private func isSpaceAtEnd(_ program: Int) -> Bool {
    isSpaceBefore(program, tree.programs[program].nodes.count, isRoot: false)
  }

  /// Whether only white space stands on the line behind a place.
  private func isSpaceAfter(_ program: Int, _ place: Int, isRoot: Bool) -> Bool {
    let count = tree.programs[program].nodes.count
    guard place + 1 < count else { return isRoot }
    guard let text = text(program, place + 1) else { return false }
    let range = tree.texts[text].original
    let end = WhiteSpace.end(from: range.lowerBound, to: range.upperBound, in: bytes)
    if bytes[range.lowerBound..<end].contains(0x0a) { return true }
    return place + 2 == count && isRoot && end == range.upperBound
  }

  /// Takes white space away at the start of a text: the rest of a line with its end, or all.
  private mutating func stripStart(_ program: Int, _ place: Int, all: Bool = false) {
    guard let index = text(program, place), all || !tree.texts[index].isStrippedAtStart else {
      return
    }
    let range = tree.texts[index].range
    var start = range.lowerBound
    if all {
      start = WhiteSpace.end(from: start, to: range.upperBound, in: bytes)
    } else {
      while start < range.upperBound, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
      if start + 1 < range.upperBound, bytes[start] == 0x0d, bytes[start + 1] == 0x0a {
        start += 2
      } else if start < range.upperBound, bytes[start] == 0x0a || bytes[start] == 0x0d {
        start += 1
      }
    }
    tree.texts[index].range = start..<range.upperBound
    tree.texts[index].isStrippedAtStart = start > range.lowerBound
  }

  /// Takes white space away at the end of a text: blanks of a line, or all. Says whether any was
  /// there.
  @discardableResult
  private mutating func stripEnd(_ program: Int, _ place: Int, all: Bool = false) -> Bool {
    guard let index = text(program, place), all || !tree.texts[index].isStrippedAtEnd else {
      return false
    }
    let range = tree.texts[index].range
    var end = range.upperBound
    if all {
      end = WhiteSpace.start(before: end, from: range.lowerBound, in: bytes)
    } else {
      while end > range.lowerBound, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    }
    tree.texts[index].range = range.lowerBound..<end
    tree.texts[index].isStrippedAtEnd = end < range.upperBound
    return end < range.upperBound
  }

  private mutating func stripAtEnd(_ program: Int, all: Bool = false) {
    stripEnd(program, tree.programs[program].nodes.count - 1, all: all)
  }

  /// The blanks at the end of a text as it was written.
  private func indent(_ program: Int, _ place: Int) -> Range<Int>? {
    guard let index = text(program, place) else { return nil }
    let range = tree.texts[index].original
    var start = range.upperBound
    while start > range.lowerBound, bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09 {
      start -= 1
    }
    return start..<range.upperBound
  }
}
