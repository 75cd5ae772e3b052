//! Logos and marks that an operator supplies: PNG or JPEG, made ready for a page once.
//!
//! Transparent pixels become the white of the paper, so that no page has transparency.
//! A JPEG goes into the file as it is; a PNG is decoded, and compressed again once.
//! Absent on purpose: drawings (SVG, EPS); such marks have to be saved as PNG at 300 dpi, which
//! the guide to notices accepts.

use crate::error::ImageError;
use crate::pdf::{Deflate, Image, hexadecimal};

/// More than any print of a 30 mm logo can show (300 dpi need 354).
const MOST_PIXELS: u32 = 2000;

/// A logo or a mark, ready for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo(Image);

impl Logo {
    /// Reads a PNG or a JPEG.
    pub fn read(bytes: &[u8]) -> Result<Self, ImageError> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return read_png(bytes).map(Self);
        }
        if bytes.starts_with(&[0xFF, 0xD8]) {
            return read_jpeg(bytes).map(Self);
        }
        Err(ImageError::UnknownFormat)
    }

    pub(crate) const fn image(&self) -> &Image {
        &self.0
    }
}

fn read_png(bytes: &[u8]) -> Result<Image, ImageError> {
    let damaged = |error: png::DecodingError| ImageError::Damaged {
        format: "PNG",
        reason: error.to_string(),
    };
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (width, height) = (reader.info().width, reader.info().height);
    check_size(width, height)?;
    let size = reader.output_buffer_size().ok_or(ImageError::TooLarge {
        width,
        height,
        max: MOST_PIXELS,
    })?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(damaged)?;
    pixels.truncate(frame.buffer_size());
    let (space, samples) = match frame.color_type {
        png::ColorType::Grayscale => ("Gray", pixels),
        png::ColorType::GrayscaleAlpha => ("Gray", on_white::<2>(&pixels)),
        png::ColorType::Rgb | png::ColorType::Indexed => ("RGB", pixels),
        png::ColorType::Rgba => ("RGB", on_white::<4>(&pixels)),
    };
    Ok(compress(space, &samples, width, height))
}

/// The samples without their alpha, over white; `N` samples per pixel, alpha last.
fn on_white<const N: usize>(pixels: &[u8]) -> Vec<u8> {
    let (pixels, _) = pixels.as_chunks::<N>();
    let mut samples = Vec::with_capacity(pixels.len().saturating_mul(N));
    for pixel in pixels {
        if let [colors @ .., alpha] = &pixel[..] {
            samples.extend(colors.iter().map(|color| blend(*color, *alpha)));
        }
    }
    samples
}

fn blend(color: u8, alpha: u8) -> u8 {
    let (color, alpha) = (u32::from(color), u32::from(alpha));
    let over = color.saturating_mul(alpha);
    let under = 255_u32.saturating_mul(255_u32.saturating_sub(alpha));
    u8::try_from(over.saturating_add(under).saturating_add(127) / 255).unwrap_or(255)
}

/// Chooses a palette when there are at most 256 colors, which logos mostly have.
fn compress(space: &str, samples: &[u8], width: u32, height: u32) -> Image {
    let mut deflate = Deflate::new(9);
    let (colors, data) = match palette(space, samples) {
        Some((palette, indices)) => {
            let last = (palette.len() / 3).saturating_sub(1);
            let table = hexadecimal(&palette);
            (format!("[/Indexed/DeviceRGB {last}<{table}>]"), deflate.run(&indices))
        }
        None => (format!("/Device{space}"), deflate.run(samples)),
    };
    Image { dictionary: dictionary(width, height, &colors, "FlateDecode"), data, width, height }
}

fn dictionary(width: u32, height: u32, colors: &str, filter: &str) -> String {
    format!(
        "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace{}{colors}\
         /BitsPerComponent 8/Filter/{filter}",
        if colors.starts_with('[') || colors.starts_with('/') { "" } else { " " }
    )
}

fn palette(space: &str, samples: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    if space != "RGB" {
        return None;
    }
    let (pixels, _) = samples.as_chunks::<3>();
    let mut known = std::collections::HashMap::new();
    let mut palette = Vec::new();
    let mut indices = Vec::with_capacity(pixels.len());
    for pixel in pixels {
        let next = known.len();
        let index = *known.entry(*pixel).or_insert(next);
        if index == next {
            palette.extend_from_slice(pixel);
        }
        indices.push(u8::try_from(index).ok()?);
    }
    Some((palette, indices))
}

/// Finds the frame header of a JPEG, which has its size and its colors (ITU T.81, B.2.2).
fn read_jpeg(bytes: &[u8]) -> Result<Image, ImageError> {
    let damaged = |reason: &str| ImageError::Damaged { format: "JPEG", reason: reason.to_owned() };
    let mut rest = bytes.get(2..).unwrap_or_default();
    loop {
        let [0xFF, marker, after @ ..] = rest else {
            return Err(damaged("manca un marcatore"));
        };
        if *marker == 0xFF {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let [high, low, ..] = after else { return Err(damaged("finisce troppo presto")) };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let segment = after.get(2..length).ok_or_else(|| damaged("finisce troppo presto"))?;
        match marker {
            0xC0..=0xC2 => {
                return jpeg_of_frame(bytes, segment)
                    .ok_or_else(|| damaged("intestazione non valida"))?;
            }
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Err(damaged("tipo di compressione non ammesso"));
            }
            0xD9 | 0xDA => return Err(damaged("manca l'intestazione")),
            _ => rest = after.get(length..).unwrap_or_default(),
        }
    }
}

fn jpeg_of_frame(bytes: &[u8], frame: &[u8]) -> Option<Result<Image, ImageError>> {
    let [8, h1, h0, w1, w0, components, ..] = frame else { return None };
    let (width, height) =
        (u32::from(u16::from_be_bytes([*w1, *w0])), u32::from(u16::from_be_bytes([*h1, *h0])));
    let colors = match components {
        1 => "/DeviceGray",
        3 => "/DeviceRGB",
        4 => return Some(Err(ImageError::FourColors)),
        _ => return None,
    };
    if !bytes.ends_with(&[0xFF, 0xD9]) {
        return None;
    }
    Some(check_size(width, height).map(|()| Image {
        dictionary: dictionary(width, height, colors, "DCTDecode"),
        data: bytes.to_vec(),
        width,
        height,
    }))
}

const fn check_size(width: u32, height: u32) -> Result<(), ImageError> {
    if width == 0 || height == 0 || width > MOST_PIXELS || height > MOST_PIXELS {
        return Err(ImageError::TooLarge { width, height, max: MOST_PIXELS });
    }
    Ok(())
}
