import './reversed-table.js';

export * from '../../workflows/index.js';
