//! Sets papers: embedded template, embedded typeface, no files, no clock.
//!
//! A compiler warning counts as an error here (an unknown typeface is only a warning to the
//! compiler), so that a paper is either right or not made.

use std::fmt;
use std::sync::LazyLock;

use chrono::Datelike as _;
use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::{LazyHash, Scalar};
use typst::{Library, LibraryExt as _, World, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use typst_render::RenderOptions;

use super::glyphs::{self, Unprintable};
use super::log::LogData;
use super::minutes::MinutesData;
use crate::model::Date;

/// How many compilations the results of earlier steps are kept for: the preview sets the same paper
/// again and again with small changes.
const KEPT_COMPILATIONS: usize = 3;

const MINUTES_TEMPLATE: &str = include_str!("../../assets/reports/minutes.typ");
const LOG_TEMPLATE: &str = include_str!("../../assets/reports/log.typ");
const FONTS: [&[u8]; 4] = [
    include_bytes!("../../assets/fonts/LiberationSerif-Regular.ttf"),
    include_bytes!("../../assets/fonts/LiberationSerif-Bold.ttf"),
    include_bytes!("../../assets/fonts/LiberationSerif-Italic.ttf"),
    include_bytes!("../../assets/fonts/LiberationSerif-BoldItalic.ttf"),
];

/// Why a paper could not be made: a fault of ours, never of the data.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The texts could not be handed over.
    #[error("the data of the paper cannot be written as JSON")]
    Data(#[from] serde_json::Error),
    /// The template was refused, or warned about.
    #[error("the paper cannot be set: {0}")]
    Template(Diagnostics),
    /// The pages could not be written as an archival PDF.
    #[error("the pages cannot be written as PDF/A: {0}")]
    Pdf(Diagnostics),
}

/// What the compiler said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostics(Vec<String>);

impl Diagnostics {
    fn new(world: Option<&PaperWorld>, diagnostics: &[SourceDiagnostic]) -> Self {
        let text = |diagnostic: &SourceDiagnostic| {
            let line = world.and_then(|world| {
                let range = world.range(diagnostic.span)?;
                world.source.lines().byte_to_line(range.start)
            });
            let place = line.map_or_else(String::new, |idx| format!("line {}: ", idx + 1));
            let hints = diagnostic.hints.iter().map(|hint| format!(" ({})", hint.v));
            format!("{place}{}{}", diagnostic.message, hints.collect::<String>())
        };
        Self(diagnostics.iter().map(text).collect())
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

/// A page as an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageImage {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Four bytes a pixel: red, green, blue and 255, row by row.
    pub rgba: Vec<u8>,
}

/// The set pages of a paper, from which images and the PDF are made.
pub struct MinutesPages {
    document: PagedDocument,
    ident: String,
    day: Date,
    unprintable: Unprintable,
}

impl fmt::Debug for MinutesPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MinutesPages")
            .field("ident", &self.ident)
            .field("n_pages", &self.n_pages())
            .field("unprintable", &self.unprintable)
            .finish_non_exhaustive()
    }
}

impl MinutesPages {
    /// Returns the number of pages.
    pub fn n_pages(&self) -> usize {
        self.document.pages().len()
    }

    /// Returns width and height of a page in points (72 to an inch).
    pub fn page_size(&self, page_idx: usize) -> Option<(f64, f64)> {
        let size = self.document.pages().get(page_idx)?.frame.size();
        Some((size.x.to_pt(), size.y.to_pt()))
    }

    /// Draws a page at `pixels_per_point`.
    pub fn page_image(&self, page_idx: usize, pixels_per_point: f64) -> Option<PageImage> {
        let page = self.document.pages().get(page_idx)?;
        let options = RenderOptions {
            pixel_per_pt: Scalar::new(pixels_per_point.clamp(0.1, 10.0)),
            render_bleed: false,
        };
        let pixmap = typst_render::render(page, &options);
        // The paper is opaque, so the premultiplied colors are the plain ones.
        Some(PageImage {
            width: usize::try_from(pixmap.width()).ok()?,
            height: usize::try_from(pixmap.height()).ok()?,
            rgba: pixmap.take(),
        })
    }

    /// Returns the characters of the texts that the typeface lacks; the pages have boxes instead.
    pub const fn unprintable(&self) -> &Unprintable {
        &self.unprintable
    }

    /// Writes the pages as a tagged archival PDF (PDF/A-2a). The same paper gives the same bytes.
    pub fn pdf(&self) -> Result<Vec<u8>, ReportError> {
        self.pdf_with(true)
    }

    /// Writes the pages as an archival PDF: with tags for assistive technology PDF/A-2a, else A-2b.
    fn pdf_with(&self, is_tagged: bool) -> Result<Vec<u8>, ReportError> {
        let standard = if is_tagged {
            PdfStandard::A_2a
        } else {
            PdfStandard::A_2b
        };
        let standards = PdfStandards::new(&[standard]);
        let standards = standards
            .map_err(|error| ReportError::Pdf(Diagnostics(vec![error.message().to_string()])))?;
        let options = PdfOptions {
            ident: Smart::Custom(self.ident.clone()),
            creator: Smart::Custom(Some("ocop-council".to_owned())),
            timestamp: datetime(self.day).map(Timestamp::new_utc),
            page_ranges: None,
            standards,
            tagged: is_tagged,
            pretty: false,
        };
        typst_pdf::pdf(&self.document, &options)
            .map_err(|errors| ReportError::Pdf(Diagnostics::new(None, &errors)))
    }
}

/// Sets the minutes. This takes from some ten milliseconds to about a second for a large session.
pub fn minutes_pages(data: &MinutesData) -> Result<MinutesPages, ReportError> {
    pages(MINUTES_TEMPLATE, data, &data.ident, data.day)
}

/// Returns the minutes as a tagged archival PDF (PDF/A-2a).
pub fn minutes_pdf(data: &MinutesData) -> Result<Vec<u8>, ReportError> {
    minutes_pages(data)?.pdf()
}

/// Most lines of a log that is tagged: the tags of thousands of cells take a gigabyte to make.
const MOST_TAGGED_LINES: usize = 1000;

/// Returns the log as an archival PDF, tagged (PDF/A-2a) unless it is very long (PDF/A-2b). A log of
/// thousands of lines takes seconds.
pub fn log_pdf(data: &LogData) -> Result<Vec<u8>, ReportError> {
    pages(LOG_TEMPLATE, data, &data.ident, data.day)?.pdf_with(data.rows.len() <= MOST_TAGGED_LINES)
}

/// Returns a paper about packets as a tagged archival PDF (PDF/A-2a).
pub(super) fn paper_pdf<T: Serialize>(
    template: &'static str,
    data: &T,
    ident: &str,
    day: Date,
) -> Result<Vec<u8>, ReportError> {
    pages(template, data, ident, day)?.pdf()
}

/// Drops what is kept of earlier compilations, and so all texts of papers that must not linger.
pub(super) fn forget() {
    typst::comemo::evict(0);
}

fn pages<T: Serialize>(
    template: &'static str,
    data: &T,
    ident: &str,
    day: Date,
) -> Result<MinutesPages, ReportError> {
    let (document, unprintable) = compile(template, data, day)?;
    Ok(MinutesPages {
        document,
        ident: ident.to_owned(),
        day,
        unprintable,
    })
}

fn compile<T: Serialize>(
    template: &'static str,
    data: &T,
    day: Date,
) -> Result<(PagedDocument, Unprintable), ReportError> {
    let (value, unprintable) = glyphs::printable(data, typeface_covers)?;
    let world = PaperWorld {
        source: Source::new(*MAIN_ID, template.to_owned()),
        data: Bytes::new(serde_json::to_vec(&value)?),
        day,
    };
    let compiled = typst::compile::<PagedDocument>(&world);
    typst::comemo::evict(KEPT_COMPILATIONS);
    let document = compiled
        .output
        .map_err(|errors| ReportError::Template(Diagnostics::new(Some(&world), &errors)))?;
    if compiled.warnings.is_empty() {
        Ok((document, unprintable))
    } else {
        Err(ReportError::Template(Diagnostics::new(
            Some(&world),
            &compiled.warnings,
        )))
    }
}

fn datetime(day: Date) -> Option<Datetime> {
    let month = u8::try_from(day.month()).ok()?;
    let day_of_month = u8::try_from(day.day()).ok()?;
    Datetime::from_ymd_hms(day.year(), month, day_of_month, 0, 0, 0)
}

/// Tells whether every style of the typeface has `letter`.
pub fn typeface_covers(letter: char) -> bool {
    TYPEFACE
        .fonts
        .iter()
        .all(|font| font.info().coverage.contains(u32::from(letter)))
}

struct Typeface {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    library: LazyHash<Library>,
}

static TYPEFACE: LazyLock<Typeface> = LazyLock::new(|| {
    let fonts: Vec<_> = FONTS
        .into_iter()
        .flat_map(|data| Font::iter(Bytes::new(data)))
        .collect();
    Typeface {
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        library: LazyHash::new(Library::builder().build()),
    }
});

static MAIN_ID: LazyLock<FileId> = LazyLock::new(|| file_id("main.typ"));
static DATA_ID: LazyLock<FileId> = LazyLock::new(|| file_id("data.json"));

fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain name is a valid path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// All that a paper can see: its template, its texts, its typeface and its day.
struct PaperWorld {
    source: Source,
    data: Bytes,
    day: Date,
}

impl World for PaperWorld {
    fn library(&self) -> &LazyHash<Library> {
        &TYPEFACE.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &TYPEFACE.book
    }

    fn main(&self) -> FileId {
        *MAIN_ID
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == *MAIN_ID {
            Ok(self.source.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA_ID {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        TYPEFACE.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        datetime(self.day)
    }
}
