//! HTML as a document: tags are read as they come, no tree is built.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::document::{Builder, Document, Place, Spread};
use super::error::ImportFaultKind;

/// Reads an HTML text.
pub(super) fn read(html: &str) -> Result<Document, ImportFaultKind> {
    let mut reader = Reader {
        lines: Lines::of(html),
        builder: Builder::default(),
        tag: Tag::Other,
        width: 1,
        rows: 1,
        attribute: Attribute::Other,
        hidden: None,
    };
    let handle = |event: CallbackEvent<'_>, span: Span<usize>| reader.event(&event, span).err();
    let mut emitter = CallbackEmitter::new(handle);
    emitter.naively_switch_states(true);
    // Only a fault comes out, and ends the reading.
    match Tokenizer::new_with_emitter(html, emitter).next() {
        Some(Ok(kind)) => Err(kind),
        None => Ok(reader.builder.finish()),
    }
}

/// Line numbers of offsets that are asked for in rising order, or nearly so.
struct Lines<'a> {
    bytes: &'a [u8],
    offset: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        Self {
            bytes,
            offset: 0,
            line: 1,
        }
    }

    fn at(&mut self, offset: usize) -> Place {
        let offset = offset.min(self.bytes.len());
        let feeds = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b'\n').count();
        if offset >= self.offset {
            self.line += feeds(&self.bytes[self.offset..offset]);
        } else {
            self.line -= feeds(&self.bytes[offset..self.offset]);
        }
        self.offset = offset;
        Place::Line(self.line)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Table,
    Row,
    Cell,
    /// Begins and ends a paragraph.
    Block,
    LineBreak,
    /// What is inside is not shown.
    Hidden(&'static [u8]),
    Other,
}

impl Tag {
    fn of(name: &[u8]) -> Self {
        const HIDDEN: [&[u8]; 5] = [b"script", b"style", b"title", b"textarea", b"template"];
        match name {
            b"table" => Self::Table,
            b"tr" => Self::Row,
            b"td" | b"th" => Self::Cell,
            b"br" => Self::LineBreak,
            b"p" | b"div" | b"li" | b"ul" | b"ol" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5"
            | b"h6" | b"hr" | b"blockquote" | b"section" | b"article" | b"center" | b"pre"
            | b"dl" | b"dt" | b"dd" | b"form" | b"header" | b"footer" | b"main" | b"caption"
            | b"body" => Self::Block,
            _ => HIDDEN
                .into_iter()
                .find(|hidden| *hidden == name)
                .map_or(Self::Other, Self::Hidden),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attribute {
    ColSpan,
    RowSpan,
    Other,
}

struct Reader<'a> {
    lines: Lines<'a>,
    builder: Builder,
    tag: Tag,
    width: usize,
    rows: usize,
    attribute: Attribute,
    /// The tag inside which nothing is shown.
    hidden: Option<&'static [u8]>,
}

impl Reader<'_> {
    fn event(
        &mut self,
        event: &CallbackEvent<'_>,
        span: Span<usize>,
    ) -> Result<(), ImportFaultKind> {
        match *event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag::of(name);
                (self.width, self.rows) = (1, 1);
                self.attribute = Attribute::Other;
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = match name {
                    b"colspan" => Attribute::ColSpan,
                    b"rowspan" => Attribute::RowSpan,
                    _ => Attribute::Other,
                };
            }
            CallbackEvent::AttributeValue { value } => match self.attribute {
                Attribute::ColSpan => self.width = number(value),
                Attribute::RowSpan => self.rows = number(value),
                Attribute::Other => {}
            },
            CallbackEvent::CloseStartTag { .. } if self.hidden.is_none() => {
                let place = self.lines.at(span.start);
                return self.start_tag(place);
            }
            CallbackEvent::EndTag { name } => self.end_tag(name),
            CallbackEvent::String { value } if self.hidden.is_none() => {
                let text = String::from_utf8_lossy(value);
                // A text is told for the line where its first letter stands.
                let blank = value.iter().take_while(|byte| byte.is_ascii_whitespace());
                let place = self.lines.at(span.start.saturating_add(blank.count()));
                self.builder.text(&text, place);
                self.builder.check_size()?;
            }
            CallbackEvent::CloseStartTag { .. }
            | CallbackEvent::String { .. }
            | CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => {}
        }
        Ok(())
    }

    fn start_tag(&mut self, place: Place) -> Result<(), ImportFaultKind> {
        self.builder.check_size()?;
        match self.tag {
            Tag::Table => self.builder.open_table(place)?,
            Tag::Row => self.builder.open_row(place),
            Tag::Cell => {
                let spread = Spread::Rows(self.rows);
                self.builder.open_cell(place, self.width, spread)?;
            }
            Tag::Block => self.builder.end_paragraph(),
            Tag::LineBreak => self.builder.end_line(),
            Tag::Hidden(name) => self.hidden = Some(name),
            Tag::Other => {}
        }
        Ok(())
    }

    fn end_tag(&mut self, name: &[u8]) {
        if self.hidden.is_some() {
            if self.hidden == Some(name) {
                self.hidden = None;
            }
            return;
        }
        match Tag::of(name) {
            Tag::Table => self.builder.close_table(),
            Tag::Row => self.builder.close_row(),
            Tag::Cell => self.builder.close_cell(),
            Tag::Block => self.builder.end_paragraph(),
            Tag::LineBreak | Tag::Hidden(_) | Tag::Other => {}
        }
    }
}

/// Reads a span; what is no number is 1, and no span is longer than browsers take it.
fn number(value: &[u8]) -> usize {
    let text = std::str::from_utf8(value).unwrap_or_default();
    text.trim().parse().unwrap_or(1).clamp(1, 65534)
}

#[cfg(test)]
mod tests {
    use super::super::document::Block;
    use super::*;

    #[test]
    fn paragraphs_and_tables_come_in_order_with_their_lines() {
        let html = "<html><head><title>Không hiện</title><style>p { x }</style></head>\n\
            <p>Mở&nbsp;đầu <b>đậm</b><br>dòng hai\n\
            <table border=0><tr><td colspan='2' rowspan=2>a &amp; b</td><td><p>1</p><p>2</p>\n\
            <tr><td>c<!-- ghi --></tr></table>\n\
            <script>if (a < b) { '<table>' }</script><div>Kết\n  thúc</div>";
        let document = read(html).expect("a document");
        let [
            Block::Paragraph(first),
            Block::Table(table),
            Block::Paragraph(last),
        ] = document.blocks.as_slice()
        else {
            panic!("{document:?}");
        };
        assert_eq!(first.text, "Mở đầu đậm\ndòng hai");
        assert_eq!(first.place, Place::Line(2));
        assert_eq!(table.place, Place::Line(3));
        assert_eq!(table.rows[0].text(0), "a & b");
        assert_eq!(table.rows[0].text(2), "1\n2");
        assert_eq!(table.rows[1].text(2), "c");
        assert_eq!(table.rows[1].place, Place::Line(4));
        assert_eq!(last.text, "Kết thúc");
        assert_eq!(last.place, Place::Line(5));
        assert_eq!(document.cut_off, None);
    }

    #[test]
    fn a_table_that_does_not_end_is_told() {
        let document = read("<p>x</p>\n<table><tr><td>1</td></tr>\n<tr><td>2").expect("read");
        assert_eq!(document.cut_off, Some(Place::Line(3)));
        assert_eq!(
            document.tables().next().map(|table| table.rows.len()),
            Some(2)
        );
    }

    #[test]
    fn spans_out_of_all_measure_are_refused() {
        let html = "<table><tr><td colspan=99999>x</table>";
        assert_eq!(read(html), Err(ImportFaultKind::TooManyColumns));
        assert_eq!(
            read(&"<table><td>".repeat(99)),
            Err(ImportFaultKind::TooDeep)
        );
    }
}
