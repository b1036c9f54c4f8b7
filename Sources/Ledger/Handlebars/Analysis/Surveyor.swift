internal import CanonicalJSON
internal import PromptTemplate

/// Finds what a template asks for, and what its partials ask for on its behalf.
///
/// Each partial is gone through once, however often it is included; what it asks for is carried over
/// to every place that includes it.
final class Surveyor {
  /// The surveys of partials by their identity.
  private var surveys: [UTF8Key: TemplateSurvey] = [:]

  /// How many asks of partials are carried over at most: as many as a rendering has steps.
  private var room = RenderLimits.standard.steps

  private let depthLimit = RenderLimits.standard.partialDepth

  /// What a template asks for.
  func survey(
    _ tree: TemplateTree, _ partials: HandlebarsPartials?, isPartial: Bool = false, depth: Int = 0,
    level: Int = 0
  ) -> TemplateSurvey {
    let walk = TemplateWalk(tree: tree, firstRole: isPartial ? nil : "user", level: level) {
      walk, node in
      self.include(node, in: walk, partials, depth: depth)
    }
    walk.visit(0)
    return walk.survey
  }

  private func include(
    _ node: PartialNode, in walk: TemplateWalk, _ partials: HandlebarsPartials?, depth: Int
  ) {
    walk.survey.partials.append((node.name, node.offset))
    let partial = depth < depthLimit ? partials?(node.name) : nil
    // What is handed on is asked for only where the partial reads it, if that is known.
    for expression in [node.context].compactMap({ $0 }) + node.hash.map(\.value) {
      walk.ask(expression, partial == nil ? .data : .condition, isRead: partial == nil)
    }
    guard let partial else { return }
    let survey = survey(partial, depth: depth + 1, level: walk.level)
    carryOver(survey, of: partial, node, to: walk)
  }

  /// What a partial asks for.
  private func survey(
    _ partial: HandlebarsPartial, depth: Int, level: Int
  ) -> TemplateSurvey {
    let key = UTF8Key(partial.identity)
    if let survey = surveys[key] { return survey }
    var survey: TemplateSurvey
    switch partial.content {
    case .handlebars(let template):
      survey = self.survey(
        template.tree, partial.partials, isPartial: true, depth: depth, level: level)
    case .parts(let parts):
      survey = TemplateSurvey()
      add(parts, of: partial, to: &survey, depth: depth, level: level)
    case .messages(let elements):
      survey = TemplateSurvey(makesMessages: true, nextRole: "user")
      for element in elements {
        switch element {
        case .message(let message):
          survey.roles.append(message.role)
          add(message.parts, of: partial, to: &survey, depth: depth, level: level)
        case .list(let name): survey.lists.append((name, 0))
        }
      }
    }
    // Each thing once.
    var seen: Set<Ask> = []
    survey.asks = survey.asks.filter { ask in
      var ask = ask
      ask.offset = 0
      return seen.insert(ask).inserted
    }
    surveys[key] = survey
    return survey
  }

  /// Adds what a text of another dialect asks for.
  private func add(
    _ parts: [MessagePart], of partial: HandlebarsPartial, to survey: inout TemplateSurvey,
    depth: Int, level: Int
  ) {
    func add(_ name: String, _ use: Ask.Use) {
      survey.asks.append(
        Ask(
          place: ValuePlace(base: .context, names: [UTF8Key(name)]), use: use, isRead: true,
          offset: 0))
    }
    for part in parts {
      survey.hasText = true
      switch part {
      case .text(let text):
        for piece in text.pieces {
          switch piece {
          case .literal: break
          case .variable(let name, source: _): add(name, .text)
          case .partial(let name):
            guard depth < depthLimit, let inner = partial.partials(name) else { continue }
            let more = self.survey(inner, depth: depth + 1, level: level)
            survey.asks += more.asks.prefix(room).map { ask in
              var ask = ask
              if isGiven(ask, by: inner.defaults) { ask.isRead = false }
              return ask
            }
            room -= min(room, more.asks.count)
          }
        }
      case .media(let media):
        for value in [media.url, media.contentType].compactMap({ $0 }) {
          if case .variable(let name) = value { add(name, .media) }
        }
      case .section: break
      }
    }
  }

  private func isGiven(_ ask: Ask, by defaults: JSONObject) -> Bool {
    guard ask.place.base == .context, let name = ask.place.names.first else { return false }
    return defaults[name.text] != nil
  }

  /// Makes what a partial asks for a matter of its includer.
  private func carryOver(
    _ survey: TemplateSurvey, of partial: HandlebarsPartial, _ node: PartialNode,
    to walk: TemplateWalk
  ) {
    let context = node.context.map { walk.place(of: $0) } ?? walk.scopes.last ?? nil
    var arguments: [UTF8Key: ValuePlace?] = [:]
    for argument in node.hash {
      arguments.updateValue(walk.place(of: argument.value), forKey: UTF8Key(argument.name))
    }
    for ask in survey.asks.prefix(room) {
      var isRead = ask.isRead
      var place: ValuePlace? = ask.place
      if ask.place.base == .context {
        if isGiven(ask, by: partial.defaults) { isRead = false }
        if let first = ask.place.names.first, let argument = arguments[first] {
          place = argument?.appending(ask.place.names.dropFirst())
        } else {
          place = context?.appending(ask.place.names)
        }
      }
      if let place { walk.note(place, ask.use, isRead: isRead, offset: node.offset) }
    }
    room -= min(room, survey.asks.count)
    walk.survey.lists += survey.lists.map { ($0.name, node.offset) }
    if survey.makesMessages {
      walk.survey.makesMessages = true
      if survey.hasText { walk.noteText() }
      walk.survey.roles += survey.roles
      walk.survey.nextRole = survey.nextRole
    } else if survey.hasText {
      walk.noteText()
    }
  }
}
