internal import CanonicalJSON
internal import Handlebars
internal import PromptInputs
internal import PromptMessages
public import PromptTemplate

extension VersionText {
  /// Fills in values, lists of messages and defaults.
  ///
  /// A value is text of the message that its placeholder stands in, whatever it holds. What has no
  /// value stays as it is written, in Handlebars it is nothing. A value of the name of a
  /// `{{messages "name"}}` is read as a list of messages, in any form that
  /// `MessageFormat.readList(_:named:)` takes.
  ///
  /// - Throws: ``RenderRefusal``, where the text cannot be rendered with these values.
  public func render(_ input: RenderInput) throws(RenderRefusal) -> RenderedPrompt {
    switch body {
    case .template(let template):
      return RenderedPrompt(text: template.render(input.values))
    case .chat(let text):
      var refusal = ValuesRefusal(dialect)
      let input = completed(input, &refusal)
      guard refusal.isEmpty else { throw .values(refusal) }
      return try rendered(text, input)
    case .handlebars(let template):
      var refusal = ValuesRefusal(dialect)
      let input = completed(input, &refusal)
      guard refusal.isEmpty else { throw .values(refusal) }
      return RenderedPrompt(try elements(of: template, input, strict: false), as: form)
    case .jinja, .unreadable: throw refusalWithoutValues
    }
  }

  /// The same, where every variable needs a value or a default, every value a variable, and values
  /// are of the types that the header declares.
  ///
  /// - Throws: ``RenderRefusal`` that names all that does not fit.
  public func render(strict input: RenderInput) throws(RenderRefusal) -> RenderedPrompt {
    switch body {
    case .template(let template):
      try check(template, input.values)
      return RenderedPrompt(text: template.render(input.values))
    case .chat(let text):
      return try rendered(text, try checked(input, against: text))
    case .handlebars(let template):
      return RenderedPrompt(try checkedElements(of: template, input), as: form)
    case .jinja, .unreadable: throw refusalWithoutValues
    }
  }

  /// Checks what ``render(strict:)`` asks for.
  ///
  /// - Throws: ``RenderRefusal`` that names all that does not fit.
  public func check(_ input: RenderInput) throws(RenderRefusal) {
    switch body {
    case .template(let template): try check(template, input.values)
    case .chat(let text): _ = try checked(input, against: text)
    case .handlebars(let template): _ = try checkedElements(of: template, input)
    case .jinja, .unreadable: throw refusalWithoutValues
    }
  }

  private func check(_ template: Template, _ values: JSONObject) throws(RenderRefusal) {
    do throws(TemplateError) {
      try template.check(values)
    } catch {
      throw .values(ValuesRefusal(error))
    }
  }

  /// The reason not to render a text of this dialect with any values.
  private var refusalWithoutValues: RenderRefusal {
    unreadable.map { .unreadable($0) } ?? .notRendered(dialect)
  }
}

extension VersionText {
  /// What elements are as text: what a text gives is text, and what gives messages is a chat text,
  /// whatever the values are.
  fileprivate var form: RenderedPrompt.Form {
    switch body {
    case .handlebars: analysis.kind == .text ? .bareText : .messages
    case .chat(let text): text.hasMessages ? .messages : .writtenText
    case .template, .jinja, .unreadable: .bareText
    }
  }
}

// Chat texts.
extension VersionText {
  private func rendered(
    _ text: ChatText, _ input: RenderInput
  ) throws(RenderRefusal) -> RenderedPrompt {
    var input = input
    // As text once, however often it stands there.
    for member in input.values where member.value.string == nil {
      input.values[member.key] = .string(Template.text(of: member.value))
    }
    let elements = wholeElements ?? text.elements
    try checkSize(of: elements, input)
    return RenderedPrompt(elements.flatMap { $0.filled(with: input) }, as: form)
  }

  /// Refuses what would be longer than a rendering may be, before it is made.
  private func checkSize(
    of elements: [ChatElement], _ input: RenderInput
  ) throws(RenderRefusal) {
    let most = RenderLimits.standard.outputBytes
    let lists = input.lists.mapValues { messages in
      messages.reduce(0) { $0 + ChatElement.message($1).byteCount(with: JSONObject()) }
    }
    var size = 0
    for element in elements {
      switch element {
      case .list(let name): size += lists[name] ?? 0
      case .message: size += element.byteCount(with: input.values)
      }
      guard size <= most else { throw .limit(RenderLimitError(.output, most: most)) }
    }
  }

  /// What is given with what is filled in, all of which fits.
  private func checked(
    _ input: RenderInput, against text: ChatText
  ) throws(RenderRefusal) -> RenderInput {
    var refusal = ValuesRefusal(dialect)
    let completed = completed(input, &refusal)
    refusal.missing = analysis.variables.filter {
      $0.isRead && completed.values[$0.name] == nil
    }.map { variable in
      ValuesRefusal.Missing(
        path: variable.name, variable: variable.name,
        places: variable.places.map { place in
          variable.partial.map { "\($0), \(place)" } ?? place.description
        })
    }
    refusal.strays = text.template.strayBraces
    note(input, in: &refusal)
    guard refusal.isEmpty else { throw .values(refusal) }
    return completed
  }
}

// Templates of Handlebars.
extension VersionText {
  private func checkedElements(
    of template: HandlebarsTemplate, _ input: RenderInput
  ) throws(RenderRefusal) -> [ChatElement] {
    var refusal = ValuesRefusal(dialect)
    let completed = completed(input, &refusal)
    note(input, in: &refusal)
    var elements: [ChatElement] = []
    var isComplete = true
    do throws(RenderRefusal) {
      elements = try self.elements(of: template, completed, strict: true)
    } catch {
      guard case .values(let found) = error else { throw error }
      isComplete = false
      let declared = declaredInputs
      // What is declared optional gives nothing where it has no value.
      refusal.missing = found.missing.filter { missing in
        guard let name = missing.variable, completed.values[name] == nil else { return true }
        return declared[name]?.isOptional != true
      }
      refusal.unfit += found.unfit
    }
    guard refusal.isEmpty else { throw .values(refusal) }
    return isComplete ? elements : try self.elements(of: template, completed, strict: false)
  }

  private func elements(
    of template: HandlebarsTemplate, _ input: RenderInput, strict: Bool
  ) throws(RenderRefusal) -> [ChatElement] {
    do throws(HandlebarsRenderError) {
      return try template.render(input, partials: inclusion, strict: strict)
    } catch {
      switch error {
      case .limit(let error): throw .limit(error)
      case .failure(let reason, let place): throw .failure(reason: reason, place: "\(place)")
      case .input(let error):
        var refusal = ValuesRefusal(dialect)
        refusal.note(error, analysis.variables)
        throw .values(refusal)
      }
    }
  }
}

extension VersionText {
  /// What is given, with lists of messages read and defaults filled in for the rest: the version's own,
  /// and below them its partials'.
  private func completed(_ input: RenderInput, _ refusal: inout ValuesRefusal) -> RenderInput {
    if listNames.isEmpty, defaults.isEmpty { return input }
    var (input, lists) = (input, input.lists)
    var isListed = false
    for name in listNames where lists[name] == nil {
      guard let value = input.values[name] ?? defaults[name] else { continue }
      do throws(MessageFormatError) {
        lists[name] = try MessageFormat.readList(value, named: name)
        isListed = true
        input.values[name] = nil
      } catch {
        refusal.unfit.append("\(error)")
      }
    }
    for member in defaults where input.values[member.key] == nil {
      if lists[member.key] == nil { input.values[member.key] = member.value }
    }
    if isListed { input.lists = lists }
    return input
  }

  /// Notes names that nothing asks for, and values that are not of their declared types.
  private func note(_ input: RenderInput, in refusal: inout ValuesRefusal) {
    let declared = declaredInputs
    let known = Set((analysis.variables.map(\.name) + listNames).map { UTF8Key($0) })
    refusal.extra =
      input.values.map(\.key).filter {
        !known.contains(UTF8Key($0)) && declared[$0] == nil && defaults[$0] == nil
      } + input.lists.keys.filter { !known.contains(UTF8Key($0)) }.sorted()
    refusal.unfit += declared.check(input.values).map(\.message)
    var filledIn = JSONObject()
    let lists = input.lists
    for member in defaults where input.values[member.key] == nil && lists[member.key] == nil {
      filledIn[member.key] = member.value
    }
    refusal.unfit += declared.check(filledIn).map { "the default of \($0.message)" }
  }
}
