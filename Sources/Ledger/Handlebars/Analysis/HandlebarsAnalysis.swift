internal import CanonicalJSON
public import PromptTemplate

extension HandlebarsTemplate {
  /// What the template asks for and gives, without what its partials do.
  public var analysis: TemplateAnalysis { analysis(nil) }

  /// What the template asks for and gives, with what its partials do in its place.
  ///
  /// A variable is the first name of a path: `customer` for `{{customer.name}}`, `items` for
  /// `{{#each items}}{{name}}{{/each}}`, whose paths are `items` and `items[].name`: `[]` stands for
  /// each member of a list or an object. `@state.count` is the variable `@state`, of the kind
  /// `context`. What the text does not tell is left out: `../` beyond the outermost block, and a
  /// name that a value chooses.
  ///
  /// A variable is read unless it is only asked for in conditions, or read where a block has asked
  /// for it before: `{{#if tone}}{{tone}}{{/if}}`. `#each`, `#with` and sections read, unless they
  /// have an `else`. Inside a section, names are taken for members of its value.
  ///
  /// What a partial asks for has the place of the tag that includes it. A named argument stands for
  /// the variable that it hands on, and a default of the partial keeps a variable from being read.
  /// Of very many inclusions of very many variables, the first million are counted.
  public func analysis(partials: @escaping HandlebarsPartials) -> TemplateAnalysis {
    analysis(partials)
  }

  private func analysis(_ partials: HandlebarsPartials?) -> TemplateAnalysis {
    let survey = Surveyor().survey(tree, partials)
    let offsets =
      survey.asks.map(\.offset) + survey.lists.map(\.offset) + survey.partials.map(\.offset)
    let places = PlaceTable(offsets, in: tree.source)
    return TemplateAnalysis(
      kind: survey.makesMessages ? .messages : .text, variables: variables(survey, places),
      roles: survey.makesMessages ? survey.roles : [],
      partials: Self.grouped(survey.partials).map { name, offsets in
        PartialReference(name: name, places: places[offsets])
      })
  }

  /// What is known of a variable.
  private struct Variable {
    let name: String
    var isList = false
    var isLookedInto = false
    var uses: Set<Ask.Use> = []
    var isRead = false
    var paths: [String] = []
    var seenPaths: Set<UTF8Key> = []
    var offsets: [Int] = []

    var kind: AnalyzedVariable.Kind {
      if isList { return .messages }
      if name.utf8.first == UInt8(ascii: "@") { return .context }
      if isLookedInto || uses.contains(.data) { return .data }
      if uses.contains(.text) { return .text }
      return uses.contains(.media) ? .media : .data
    }
  }

  private func variables(_ survey: TemplateSurvey, _ places: PlaceTable) -> [AnalyzedVariable] {
    var found: [Variable] = []
    var indices: [UTF8Key: Int] = [:]
    func index(of name: String) -> Int {
      if let index = indices[UTF8Key(name)] { return index }
      indices[UTF8Key(name)] = found.count
      found.append(Variable(name: name))
      return found.count - 1
    }
    for ask in survey.asks {
      guard let first = ask.place.names.first, first != ValuePlace.item else { continue }
      let index = index(of: (ask.place.base == .data ? "@" : "") + first.text)
      if ask.place.names.count > 1 { found[index].isLookedInto = true }
      if ask.isRead { found[index].isRead = true }
      found[index].uses.insert(ask.use)
      let path = ask.place.path
      if found[index].seenPaths.insert(UTF8Key(path)).inserted { found[index].paths.append(path) }
      found[index].offsets.append(ask.offset)
    }
    for list in survey.lists {
      let index = index(of: list.name)
      found[index].isList = true
      found[index].offsets.append(list.offset)
    }
    for index in found.indices { found[index].offsets = Self.sorted(found[index].offsets) }
    return found.sorted { ($0.offsets.first ?? 0) < ($1.offsets.first ?? 0) }.map { variable in
      AnalyzedVariable(
        name: variable.name, kind: variable.kind, isRead: variable.isRead, paths: variable.paths,
        places: places[variable.offsets])
    }
  }

  /// Offsets by name, in the order of the first of each.
  private static func grouped(
    _ items: [(name: String, offset: Int)]
  ) -> [(name: String, offsets: [Int])] {
    var result: [(name: String, offsets: [Int])] = []
    var indices: [UTF8Key: Int] = [:]
    for (name, offset) in items {
      if let index = indices[UTF8Key(name)] {
        result[index].offsets.append(offset)
      } else {
        indices[UTF8Key(name)] = result.count
        result.append((name, [offset]))
      }
    }
    return result
  }

  /// Offsets in their order, each once.
  private static func sorted(_ offsets: [Int]) -> [Int] {
    var result: [Int] = []
    for offset in offsets.sorted() where offset != result.last { result.append(offset) }
    return result
  }
}

/// Lines and columns of offsets, found in one pass over the text.
private struct PlaceTable {
  private let offsets: [Int]
  private let positions: [TextPosition]

  init(_ offsets: [Int], in source: [UInt8]) {
    self.offsets = offsets.sorted()
    positions = TextPosition.positions(of: self.offsets, in: source)
  }

  /// The places of offsets.
  subscript(wanted: [Int]) -> [TextPosition] {
    wanted.map { offset in
      var (low, high) = (0, offsets.count)
      while low < high {
        let middle = (low + high) / 2
        if offsets[middle] < offset { low = middle + 1 } else { high = middle }
      }
      return positions.indices.contains(low) ? positions[low] : TextPosition(line: 1, column: 1)
    }
  }
}
