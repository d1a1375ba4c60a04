/** The version of the product, as in package.json: it stands in each report. A test holds the two together. */
export const VERSION = '0.1.0';
